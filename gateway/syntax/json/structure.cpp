#include "syntax/json/structure.h"

#include <algorithm>

namespace schakel::syntax::json {

namespace {

constexpr std::size_t kSmallest = 64 * 1024;           // capacity of the index to begin with
constexpr std::size_t kLargestKept = 4 * 1024 * 1024;  // one for larger texts is given back

bool is_white(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_operator(char c) { return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ','; }

// The length of the valid UTF-8 character that starts there; 0: there is none.
std::size_t character_length(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return rest.size() >= length && simdjson::validate_utf8(rest.data(), length) ? length : 0;
}

}  // namespace

void Structure::index(const char* text, std::size_t size) {
  fault_ = {};
  if (!index_fast(text, size)) index_slowly({text, size});
}

bool Structure::index_fast(const char* text, std::size_t size) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  if (size == 0) return false;
  if (stage_ == nullptr || stage_->capacity() < size || (stage_->capacity() > kLargestKept && size <= kLargestKept)) {
    stage_.reset();
    const std::size_t capacity = std::max(size + size / 4, kSmallest);
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, stage_) !=
        simdjson::SUCCESS) {
      stage_.reset();
      return false;
    }
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  if (stage_->stage1(bytes, size, simdjson::stage1_mode::regular) != simdjson::SUCCESS) return false;
  begin_ = stage_->structural_indexes.get();
  count_ = stage_->n_structural_indexes;
  return true;
}

// From the opening quote to behind the closing one.
bool Structure::pass_string(std::string_view text, std::size_t& i) {
  const auto stop = [this](const Message& message, std::size_t at) {
    fault_ = {&message, at};
    return false;
  };
  for (++i; i < text.size() && text[i] != '"';) {
    const std::size_t length = character_length(text.substr(i));
    if (length == 0) return stop(kInvalidUtf8, i);
    if (static_cast<unsigned char>(text[i]) < 0x20) return stop(kControlCharacter, i);
    const bool pair = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    i += pair ? 2 : length;
  }
  if (i >= text.size()) return stop(kQuoteExpected, text.size());
  ++i;
  return true;
}

void Structure::index_slowly(std::string_view text) {
  slow_.clear();
  bool in_word = false;
  std::size_t cut = text.size();
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto place = static_cast<std::uint32_t>(i);
    if (c == '"') {
      if (!pass_string(text, i)) {
        cut = place;
        break;
      }
      slow_.push_back(place);
      in_word = false;
    } else if (is_white(c) || is_operator(c)) {
      if (!is_white(c)) slow_.push_back(place);
      in_word = false;
      ++i;
    } else {
      const std::size_t length = character_length(text.substr(i));
      if (length == 0) {
        fault_ = {&kInvalidUtf8, i};
        cut = i;
        break;
      }
      if (!in_word) slow_.push_back(place);
      in_word = true;
      i += length;
    }
  }
  count_ = slow_.size();
  slow_.insert(slow_.end(), 3, static_cast<std::uint32_t>(cut));
  begin_ = slow_.data();
}

}  // namespace schakel::syntax::json
