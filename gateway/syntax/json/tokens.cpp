#include "syntax/json/tokens.h"

#include <array>
#include <string>

namespace schakel::syntax::json {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Four hexadecimal digits; -1: there are none.
int hex_escape(const char* text, std::size_t at, std::size_t end) {
  if (at + 4 > end) return -1;
  int code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

// The character after a backslash -> what it means; 0: nothing.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  table['b'] = '\b';
  table['f'] = '\f';
  table['n'] = '\n';
  table['r'] = '\r';
  table['t'] = '\t';
  return table;
}
constexpr std::array<char, 256> kEscapes = make_escapes();

char simple_escape(char c) { return kEscapes[static_cast<unsigned char>(c)]; }

std::size_t put_utf8(char* to, unsigned code) {
  const auto tail = [](unsigned bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (code < 0x80) {
    to[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    to[0] = static_cast<char>(0xC0U | (code >> 6));
    to[1] = tail(code);
    return 2;
  }
  if (code < 0x10000) {
    to[0] = static_cast<char>(0xE0U | (code >> 12));
    to[1] = tail(code >> 6);
    to[2] = tail(code);
    return 3;
  }
  to[0] = static_cast<char>(0xF0U | (code >> 18));
  to[1] = tail(code >> 12);
  to[2] = tail(code >> 6);
  to[3] = tail(code);
  return 4;
}

// `i` stands at the u of \uXXXX and gets behind it (or behind the pair).
const Message* unicode_escape(const char* text, std::size_t& i, std::size_t end, char* to, std::size_t& size) {
  const int first = hex_escape(text, i + 1, end);
  if (first < 0) return &kEscapeHex;
  i += 5;
  auto code = static_cast<unsigned>(first);
  if (code >= 0xDC00 && code < 0xE000) return &kEscapeSurrogate;
  if (code >= 0xD800 && code < 0xDC00) {
    if (i + 2 > end || text[i] != '\\' || text[i + 1] != 'u') return &kEscapeSurrogate;
    const int second = hex_escape(text, i + 2, end);
    if (second < 0xDC00 || second >= 0xE000) return &kEscapeSurrogate;
    code = 0x10000U + ((code - 0xD800U) << 10) + (static_cast<unsigned>(second) - 0xDC00U);
    i += 6;
  }
  size = put_utf8(to, code);
  return nullptr;
}

// The last character before `at` that is no white space; 0 if there is none.
char before(std::string_view text, std::size_t at) {
  const std::size_t i = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", at - 1);
  return i == std::string_view::npos ? '\0' : text[i];
}

}  // namespace

TokenFault scan_number(const char* text, std::size_t at, std::size_t& end) {
  std::size_t i = at;
  if (text[i] == '-') ++i;
  if (!is_digit(text[i])) return {&kValueExpected, i};
  if (text[i] == '0') {
    ++i;
  } else {
    while (is_digit(text[i])) ++i;
  }
  if (text[i] == '.') {
    if (!is_digit(text[++i])) return {&kFractionExpected, i};
    while (is_digit(text[i])) ++i;
  }
  if (text[i] == 'e' || text[i] == 'E') {
    ++i;
    if (text[i] == '+' || text[i] == '-') ++i;
    if (!is_digit(text[i])) return {&kExponentExpected, i};
    while (is_digit(text[i])) ++i;
  }
  end = i;
  return {};
}

TokenFault decode_string(const char* from, char* text, std::size_t begin, std::size_t end, std::size_t& size) {
  const __m128i backslash = _mm_set1_epi8('\\');
  std::size_t to = begin;
  for (std::size_t i = begin; i < end;) {
    // Runs without escapes, 16 bytes at a time: what is written too much is written over, and stays before `end`.
    if (i + 16 <= end) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(text + to), bytes);
      const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, backslash)));
      const std::size_t clean = found == 0 ? 16 : static_cast<std::size_t>(__builtin_ctz(found));
      i += clean;
      to += clean;
      if (found == 0) continue;
    } else if (from[i] != '\\') {
      text[to++] = from[i++];
      continue;
    }
    const std::size_t place = i++;
    if (i < end && from[i] == 'u') {
      std::size_t written = 0;
      if (const Message* fault = unicode_escape(from, i, end, text + to, written)) return {fault, place};
      to += written;
      continue;
    }
    const char c = i < end ? simple_escape(from[i]) : '\0';
    if (c == '\0') return {&kEscapeUnknown, place};
    text[to++] = c;
    ++i;
  }
  size = to - begin;
  return {};
}

const Message& meant(const Message& expected, std::string_view text, std::size_t at) {
  if (at >= text.size()) return expected;
  const std::string_view rest = text.substr(at);
  if (static_cast<unsigned char>(rest[0]) < 0x20) return kControlCharacter;
  const bool between =
      &expected == &kCommaOrBraceExpected || &expected == &kCommaOrBracketExpected || &expected == &kAfterRoot;
  const bool item = &expected == &kNameExpected || &expected == &kValueExpected;
  if ((between || item) && (rest.substr(0, 2) == "//" || rest.substr(0, 2) == "/*")) return kComment;
  if (!item) return expected;
  if ((rest[0] == '}' || rest[0] == ']') && before(text, at) == ',') return kCommaExtra;
  const bool word = rest.substr(0, 3) == "NaN" || rest.substr(0, 3) == "Inf" || rest.substr(0, 4) == "-Inf";
  return &expected == &kValueExpected && word ? kNotANumber : expected;
}

std::string hex4(unsigned code) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  return {kHex[(code >> 12) & 15], kHex[(code >> 8) & 15], kHex[(code >> 4) & 15], kHex[code & 15]};
}

Argument what_stands(std::string_view text, std::size_t at) {
  if (at >= text.size()) return Argument::name("the end of the document");
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x20) return Argument::name(hex4(lead));
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return Argument::value(DataText(std::string("'").append(text.substr(at, end - at)) + "'"));
}

}  // namespace schakel::syntax::json
