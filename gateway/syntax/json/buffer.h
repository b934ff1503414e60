#pragma once
// Internal to syntax/json. Buffer: the end of a std::string as plain memory to write into, so that a character costs a
// store and not a call. The string is longer than its text until finish(). Thread rule: one thread.

#include "syntax/json/escape.h"

#include <nmmintrin.h>

#include <cstring>
#include <string>
#include <string_view>

namespace schakel::syntax::json {

class Buffer {
 public:
  explicit Buffer(std::string& out) : out_(&out), size_(out.size()) { grow(kSlack); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { out_->resize(size_); }

  void put(char c) {
    if (size_ + 1 > limit_) grow(1);
    data_[size_++] = c;
  }
  void put(std::string_view text) {
    if (size_ + text.size() + kSlack > limit_) grow(text.size() + kSlack);
    copy(data_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  void fill(std::size_t count, char c) {
    if (size_ + count > limit_) grow(count);
    std::memset(data_ + size_, c, count);
    size_ += count;
  }
  // The inside of a string.
  void put_escaped(std::string_view text) {
    // At worst six characters for one; more room is only made when there is something to escape.
    if (size_ + text.size() + kSlack > limit_) grow(text.size() + kSlack);
    std::size_t i = 0;
    for (; i + 16 <= text.size(); i += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(data_ + size_ + i), bytes);
      if (must_escape(bytes) != 0) return escape_rest(text, i);
    }
    for (; i < text.size(); ++i) {
      if (needs_escape(text[i])) return escape_rest(text, i);
      data_[size_ + i] = text[i];
    }
    size_ += text.size();
  }

 private:
  static constexpr std::size_t kSlack = 64;

  // Most names and tokens are short: two overlapping copies of a fixed size instead of a call.
  static void copy(char* to, const char* from, std::size_t size) {
    if (size > 16) {
      std::memcpy(to, from, size);
    } else if (size >= 8) {
      std::memcpy(to, from, 8);
      std::memcpy(to + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(to, from, 4);
      std::memcpy(to + size - 4, from + size - 4, 4);
    } else {
      for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
    }
  }

  static int must_escape(__m128i bytes) {
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
  }
  void grow(std::size_t more);
  // From i on; what is before it stands in the buffer already, not counted yet.
  void escape_rest(std::string_view text, std::size_t i);

  std::string* out_;
  char* data_ = nullptr;
  std::size_t size_;
  std::size_t limit_ = 0;
};

}  // namespace schakel::syntax::json
