#include "formats/hl7v2/charset.h"

#include <simdjson.h>
#include <unicode/ucnv.h>

#include <array>
#include <cctype>
#include <cstring>
#include <vector>

namespace schakel::formats::hl7v2 {

namespace {

// Windows-1252 0x80..0x9F; 0 is undefined there and read as the C1 control of the same number.
constexpr std::array<std::uint16_t, 32> kCp1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

struct Pair {
  std::uint8_t byte;
  std::uint16_t code;
};
// Where ISO 8859-15 differs from 8859-1.
constexpr std::array<Pair, 8> kLatin9 = {{{0xA4, 0x20AC},
                                          {0xA6, 0x0160},
                                          {0xA8, 0x0161},
                                          {0xB4, 0x017D},
                                          {0xB8, 0x017E},
                                          {0xBC, 0x0152},
                                          {0xBD, 0x0153},
                                          {0xBE, 0x0178}}};

std::uint32_t code_of(unsigned char byte, CharsetKind kind) {
  if (kind == CharsetKind::latin9) {
    for (const Pair& p : kLatin9) {
      if (p.byte == byte) return p.code;
    }
  }
  if (byte >= 0x80 && byte < 0xA0 && kCp1252[byte - 0x80] != 0) return kCp1252[byte - 0x80];
  return byte;
}

char* put(char* to, std::uint32_t code) {
  if (code < 0x80) {
    *to++ = static_cast<char>(code);
  } else if (code < 0x800) {
    *to++ = static_cast<char>(0xC0 | code >> 6);
    *to++ = static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *to++ = static_cast<char>(0xE0 | code >> 12);
    *to++ = static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *to++ = static_cast<char>(0x80 | (code & 0x3F));
  }
  return to;
}

// ICU answers -1 for what it does not know.
std::vector<char> icu_convert(const char* to, const char* from, std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  std::vector<char> out(bytes.size() * 4 + 16);
  const auto size = ucnv_convert(to, from, out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
                                 static_cast<std::int32_t>(bytes.size()), &error);
  out.resize(U_SUCCESS(error) && size > 0 ? static_cast<std::size_t>(size) : 0);
  return out;
}

struct Known {
  std::string_view name;
  Charset charset;
};
// Names without blanks, `-`, `_`, `/` and `.`, in upper case.
constexpr std::array<Known, 31> kKnown = {{
    {"ASCII", {CharsetKind::ascii, nullptr}},         {"USASCII", {CharsetKind::ascii, nullptr}},
    {"ISOIR6", {CharsetKind::ascii, nullptr}},        {"UTF8", {CharsetKind::utf8, nullptr}},
    {"UNICODE", {CharsetKind::utf8, nullptr}},        {"UNICODEUTF8", {CharsetKind::utf8, nullptr}},
    {"88591", {CharsetKind::cp1252, nullptr}},        {"ISO88591", {CharsetKind::cp1252, nullptr}},
    {"LATIN1", {CharsetKind::cp1252, nullptr}},       {"ISOLATIN1", {CharsetKind::cp1252, nullptr}},
    {"ISOIR100", {CharsetKind::cp1252, nullptr}},     {"CP1252", {CharsetKind::cp1252, nullptr}},
    {"WINDOWS1252", {CharsetKind::cp1252, nullptr}},  {"ANSI", {CharsetKind::cp1252, nullptr}},
    {"885915", {CharsetKind::latin9, nullptr}},       {"ISO885915", {CharsetKind::latin9, nullptr}},
    {"LATIN9", {CharsetKind::latin9, nullptr}},       {"88592", {CharsetKind::other, "ISO-8859-2"}},
    {"88593", {CharsetKind::other, "ISO-8859-3"}},    {"88594", {CharsetKind::other, "ISO-8859-4"}},
    {"88595", {CharsetKind::other, "ISO-8859-5"}},    {"88596", {CharsetKind::other, "ISO-8859-6"}},
    {"88597", {CharsetKind::other, "ISO-8859-7"}},    {"88598", {CharsetKind::other, "ISO-8859-8"}},
    {"88599", {CharsetKind::other, "ISO-8859-9"}},    {"CP850", {CharsetKind::other, "ibm-850"}},
    {"IBM850", {CharsetKind::other, "ibm-850"}},      {"CP437", {CharsetKind::other, "ibm-437"}},
    {"MACINTOSH", {CharsetKind::other, "macintosh"}}, {"UNICODEUTF16", {CharsetKind::ascii, nullptr}},
    {"UTF16", {CharsetKind::ascii, nullptr}},
}};

}  // namespace

std::optional<Charset> charset_named(std::string_view name) {
  std::string key;
  for (const char c : name) {
    if (std::strchr(" -_/.", c) == nullptr) key += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  for (const Known& k : kKnown) {
    if (k.name == key) return k.charset;
  }
  // ISO-8859-2 is 8859/2, WINDOWS-1250 is CP1250: families that ICU knows and that keep ASCII.
  if (key.rfind("ISO8859", 0) == 0) return charset_named(key.substr(3));
  static constexpr std::array<std::pair<std::string_view, const char*>, 6> kWindows = {{{"1250", "windows-1250"},
                                                                                        {"1251", "windows-1251"},
                                                                                        {"1253", "windows-1253"},
                                                                                        {"1254", "windows-1254"},
                                                                                        {"1256", "windows-1256"},
                                                                                        {"1257", "windows-1257"}}};
  for (const auto& [number, icu] : kWindows) {
    if (key == "CP" + std::string(number) || key == "WINDOWS" + std::string(number))
      return Charset{CharsetKind::other, icu};
  }
  return std::nullopt;
}

bool is_ascii(std::string_view bytes) {
  std::size_t i = 0;
  std::uint64_t any = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    any |= word;
  }
  for (; i < bytes.size(); ++i) any |= static_cast<unsigned char>(bytes[i]);
  return (any & 0x8080808080808080ULL) == 0;
}

bool is_utf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

std::string_view to_utf8(std::string_view bytes, Charset charset, Arena& arena) {
  if (charset.kind == CharsetKind::utf8 || is_ascii(bytes)) return bytes;
  if (charset.kind == CharsetKind::other) {
    const std::vector<char> text = icu_convert("UTF-8", charset.icu, bytes);
    return arena.copy({text.data(), text.size()});
  }
  std::size_t size = bytes.size();
  for (const char c : bytes) size += static_cast<unsigned char>(c) >= 0x80 ? 2 : 0;
  char* const begin = static_cast<char*>(arena.allocate(size, 1));
  char* to = begin;
  for (const char c : bytes) to = put(to, code_of(static_cast<unsigned char>(c), charset.kind));
  return {begin, static_cast<std::size_t>(to - begin)};
}

std::string from_utf8(std::string_view text, Charset charset) {
  if (charset.kind == CharsetKind::utf8 || is_ascii(text)) return std::string(text);
  if (charset.kind == CharsetKind::other) {
    const std::vector<char> bytes = icu_convert(charset.icu, "UTF-8", text);
    return {bytes.data(), bytes.size()};
  }
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 1) {
      out += text[i++];
      continue;
    }
    std::uint32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    i += length;
    char byte = '?';
    for (unsigned b = 0x80; charset.kind != CharsetKind::ascii && b < 0x100; ++b) {
      if (code_of(static_cast<unsigned char>(b), charset.kind) == code) byte = static_cast<char>(b);
    }
    out += byte;
  }
  return out;
}

}  // namespace schakel::formats::hl7v2
