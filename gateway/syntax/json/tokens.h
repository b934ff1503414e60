#pragma once
// Internal to syntax/json: the words of JSON: numbers, escapes, what stands at a place instead of what was expected.

#include "syntax/json/messages.h"

#include <nmmintrin.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace schakel::syntax::json {

// Where a token is wrong; null: it is right.
struct TokenFault {
  const Message* message = nullptr;
  std::size_t at = 0;
};

// RFC 8259 section 6. `end` gets the place behind the number. REQUIRES: the text ends with a zero byte.
TokenFault scan_number(const char* text, std::size_t at, std::size_t& end);

// Decodes the inside of a string [begin, end) of `from` to the same place of `text`, a copy; `size` gets its new
// length.
TokenFault decode_string(const char* from, char* text, std::size_t begin, std::size_t end, std::size_t& size);

// Is there a backslash in [begin, end)? REQUIRES: 16 readable bytes behind the end.
inline bool has_escape(const char* begin, const char* end) {
  const __m128i backslash = _mm_set1_epi8('\\');
  for (const char* p = begin; p < end; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, backslash)));
    if (found == 0) continue;
    const auto left = static_cast<std::size_t>(end - p);
    return static_cast<std::size_t>(__builtin_ctz(found)) < left;
  }
  return false;
}

// A more telling message where the text shows what was meant (a comment, NaN, a comma too many).
const Message& meant(const Message& expected, std::string_view text, std::size_t at);

// What stands there: `the end of the document`, or the character in quotes.
Argument what_stands(std::string_view text, std::size_t at);

// `001F`
std::string hex4(unsigned code);

}  // namespace schakel::syntax::json
