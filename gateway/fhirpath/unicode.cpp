#include "fhirpath/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/uchar.h>
#include <algorithm>

namespace schakel::fhirpath::unicode {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool blank(std::uint32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

}  // namespace

bool valid(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t bytes = lead < 0x80 ? 1 : (lead < 0xC2 ? 0 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4)));
    if (bytes == 0 || lead > 0xF4 || width(text.substr(0, i + bytes), i) != bytes || i + bytes > text.size())
      return false;
    const std::uint32_t c = at(text.substr(0, i + bytes), i);
    if ((bytes == 3 && c < 0x800) || (bytes == 4 && (c < 0x10000 || c > 0x10FFFF)) || (c >= 0xD800 && c < 0xE000))
      return false;
    i += bytes;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && blank(at(text, 0))) text.remove_prefix(width(text, 0));
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && continues(text[last])) --last;
    if (!blank(at(text, last))) break;
    text = text.substr(0, last);
  }
  return text;
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::size_t width(std::string_view text, std::size_t at) {
  std::size_t n = 1;
  while (at + n < text.size() && n < 4 && continues(text[at + n])) ++n;
  return n;
}

std::size_t offset(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  while (n > 0 && at < text.size()) {
    at += width(text, at);
    --n;
  }
  return at;
}

std::uint32_t at(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + k])); };
  const std::size_t n = width(text, i);
  if (n == 2) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  if (n == 3) return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  if (n == 4) return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  return byte(0);
}

void append(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool hex(std::string_view digits, std::uint32_t& out) {
  if (digits.size() != 4) return false;
  std::uint32_t value = 0;
  for (const char c : digits) {
    std::uint32_t d = 0;
    if (c >= '0' && c <= '9') {
      d = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      d = static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      d = static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      return false;
    }
    value = value * 16 + d;
  }
  out = value;
  return true;
}

std::string upper(std::string_view text) {
  std::string out;
  if (ascii(text)) {
    out = text;
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out);
  icu::CaseMap::utf8ToUpper("", 0, icu::StringPiece(text.data(), static_cast<int>(text.size())), sink, nullptr, status);
  return out;
}

std::string lower(std::string_view text) {
  std::string out;
  if (ascii(text)) {
    out = text;
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out);
  icu::CaseMap::utf8ToLower("", 0, icu::StringPiece(text.data(), static_cast<int>(text.size())), sink, nullptr, status);
  return out;
}

bool equivalent(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const std::uint32_t x = at(a, i);
    const std::uint32_t y = at(b, j);
    if (x != y && !(blank(x) && blank(y)) &&
        u_foldCase(static_cast<UChar32>(x), U_FOLD_CASE_DEFAULT) !=
            u_foldCase(static_cast<UChar32>(y), U_FOLD_CASE_DEFAULT)) {
      return false;
    }
    i += width(a, i);
    j += width(b, j);
  }
  return i == a.size() && j == b.size();
}

}  // namespace schakel::fhirpath::unicode
