#include "syntax/json/escape.h"

#include "syntax/json/buffer.h"

#include <nmmintrin.h>

#include <array>

namespace schakel::syntax::json {

namespace {

// 0: as it is; 'u': \u00XX; else the letter after the backslash.
constexpr std::array<char, 256> make_table() {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}

}  // namespace

constinit const std::array<char, 256> kEscapeLetters = make_table();

namespace {

// The first byte from `from` on that must be escaped.
std::size_t find_escape(std::string_view text, std::size_t from) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1F);
  std::size_t i = from;
  for (; i + 16 <= text.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    const __m128i found =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), control);
    const int mask = _mm_movemask_epi8(found);
    if (mask != 0) return i + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
  while (i < text.size() && !needs_escape(text[i])) ++i;
  return i;
}

}  // namespace

std::size_t escape_one(char c, char* to) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  to[0] = '\\';
  to[1] = kEscapeLetters[byte];
  if (to[1] != 'u') return 2;
  to[2] = '0';
  to[3] = '0';
  to[4] = kHex[byte >> 4];
  to[5] = kHex[byte & 15];
  return 6;
}

void append_escaped(std::string& out, std::string_view text) {
  static constexpr std::size_t kLong = 512;  // a document inside a string has a quote every few characters
  if (text.size() >= kLong) {
    Buffer(out).put_escaped(text);
    return;
  }
  std::size_t done = 0;
  for (;;) {
    const std::size_t at = find_escape(text, done);
    out.append(text.data() + done, at - done);
    if (at == text.size()) return;
    char escape[6];
    out.append(escape, escape_one(text[at], escape));
    done = at + 1;
  }
}

}  // namespace schakel::syntax::json
