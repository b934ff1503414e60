#pragma once
// Internal to syntax/json. Buffer: the end of a std::string as plain memory to write into, so that a character costs a
// store and not a call. The string is longer than its text until finish(). Thread rule: one thread.

#include "syntax/json/escape.h"

#include <nmmintrin.h>

#include <cstdint>
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
  // `"name":`, `"_name":`, with a blank behind it when `blank`.
  void put_key(std::string_view name, bool underscore, bool blank) {
    put(underscore ? std::string_view("\"_") : std::string_view("\""));
    put_escaped(name);
    put(blank ? std::string_view("\": ") : std::string_view("\":"));
  }
  // The inside of a string.
  void put_escaped(std::string_view text) {
    // At worst six characters for one; more room is only made when there is something to escape.
    if (size_ + text.size() + kSlack > limit_) grow(text.size() + kSlack);
    const char* from = text.data();
    char* to = data_ + size_;
    const std::size_t size = text.size();
    if (size < 16) {
      if (!put_clean(to, from, size)) return escape_rest(text, 0);
    } else {
      // The last block overlaps the one before it.
      for (std::size_t i = 0;; i = i + 32 <= size ? i + 16 : size - 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), bytes);
        if (must_escape(bytes) != 0) return escape_rest(text, i);
        if (i + 16 == size) break;
      }
    }
    size_ += size;
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
    } else if (size == 1) {
      *to = *from;
    } else {
      for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
    }
  }

  // Fewer than 16 characters; false: there is something to escape.
  static bool put_clean(char* to, const char* from, std::size_t size) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (size >= 8) {
      std::memcpy(&low, from, 8);
      std::memcpy(&high, from + size - 8, 8);
      std::memcpy(to, &low, 8);
      std::memcpy(to + size - 8, &high, 8);
    } else if (size >= 4) {
      std::uint32_t first = 0;
      std::uint32_t last = 0;
      std::memcpy(&first, from, 4);
      std::memcpy(&last, from + size - 4, 4);
      std::memcpy(to, &first, 4);
      std::memcpy(to + size - 4, &last, 4);
      low = first | std::uint64_t{last} << 32;
      high = low;
    } else {
      for (std::size_t i = 0; i < size; ++i) {
        if (needs_escape(from[i])) return false;
        to[i] = from[i];
      }
      return true;
    }
    return must_escape(_mm_set_epi64x(static_cast<std::int64_t>(high), static_cast<std::int64_t>(low))) == 0;
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
