#include "fhirpath/collection.h"

#include <algorithm>

namespace schakel::fhirpath {

namespace {
constexpr std::size_t kFirstBlock = 16 * 1024;
constexpr std::size_t kLargestStep = 4 * 1024 * 1024;
}  // namespace

void* Scratch::allocate_in_next_block(std::size_t bytes) {
  // Blocks stay for the next runs; one that is too small for this object is passed over.
  std::size_t next = block_ == nullptr ? 0 : current_ + 1;
  while (next < blocks_.size() && blocks_[next].size < bytes) ++next;
  if (next >= blocks_.size()) {
    const std::size_t size =
        std::max(blocks_.empty() ? kFirstBlock : std::min(blocks_.back().size * 2, kLargestStep), bytes);
    if (reserved() + size > kMostBytes) throw std::bad_alloc();
    next = blocks_.size();
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  }
  current_ = next;
  block_ = blocks_[next].bytes.get();
  size_ = blocks_[next].size;
  used_ = bytes;
  return block_;
}

void Scratch::release(Mark mark) {
  if (blocks_.empty()) return;
  current_ = mark.block;
  block_ = blocks_[current_].bytes.get();
  size_ = blocks_[current_].size;
  used_ = mark.used;
}

void Scratch::trim() {
  std::size_t kept = 0;
  std::size_t count = 0;
  while (count < blocks_.size() && kept + blocks_[count].size <= kKeptBytes) kept += blocks_[count++].size;
  blocks_.resize(std::max<std::size_t>(count, std::min<std::size_t>(blocks_.size(), 1)));
  release({0, 0});
}

std::size_t Scratch::reserved() const {
  std::size_t all = 0;
  for (const Block& b : blocks_) all += b.size;
  return all;
}

void Collection::grow(std::size_t least) {
  const std::size_t capacity = std::max<std::size_t>(least, capacity_ == 0 ? 4 : capacity_ * 2);
  if (capacity_ != 0 && scratch_->extend(data_ + capacity_, (capacity - capacity_) * sizeof(Value))) {
    capacity_ = capacity;
    return;
  }
  auto* grown = static_cast<Value*>(scratch_->allocate(capacity * sizeof(Value), alignof(Value)));
  for (std::size_t i = 0; i < size_; ++i) new (grown + i) Value(data_[i]);
  data_ = grown;
  capacity_ = capacity;
}

}  // namespace schakel::fhirpath
