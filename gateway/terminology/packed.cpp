#include "terminology/packed.h"

#include "fhir/definitions/resource_index.h"

namespace schakel::terminology::packed {

void append_rows(std::string& out, const std::vector<std::uint32_t>& rows) {
  append_number(out, static_cast<std::uint32_t>(rows.size()));
  std::uint32_t last = 0;
  for (const std::uint32_t row : rows) {
    append_number(out, row - last);
    last = row;
  }
}

TextPool::TextPool() { clear(); }

void TextPool::clear() {
  bytes_.assign(1, '\0');
  slots_.assign(64, 0);
  count_ = 0;
}

std::string_view TextPool::at(std::uint32_t offset) const { return text_at(bytes_.data(), offset); }

std::uint32_t TextPool::add(std::string_view text) {
  if (text.empty()) return 0;
  if (count_ * 2 >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = fhir::stable_hash(text) & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    if (at(slots_[slot]) == text) return slots_[slot];
  }
  const auto offset = static_cast<std::uint32_t>(bytes_.size());
  append_number(bytes_, static_cast<std::uint32_t>(text.size()));
  bytes_.append(text);
  slots_[slot] = offset;
  ++count_;
  return offset;
}

void TextPool::grow() {
  std::vector<std::uint32_t> old(slots_.size() * 2, 0);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t offset : old) {
    if (offset == 0) continue;
    std::size_t slot = fhir::stable_hash(at(offset)) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = offset;
  }
}

}  // namespace schakel::terminology::packed
