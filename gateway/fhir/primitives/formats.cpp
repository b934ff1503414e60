#include "fhir/primitives/formats.h"

#include "fhir/primitives/date_time.h"

#include <algorithm>
#include <cstdint>

namespace schakel::fhir {

namespace {

constexpr std::size_t kLongest = 1'048'576;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// Bytes of the white space character at the start of the text; 0: there is none. U+0009-D, 20, 85, A0, 1680, 2000-200A,
// 2028, 2029, 202F, 205F, 3000.
std::size_t space_at(std::string_view text) {
  if (text.empty()) return 0;
  if (is_ascii_space(text[0])) return 1;
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) == 0xC2) return byte(1) == 0x85 || byte(1) == 0xA0 ? 2 : 0;
  if (byte(0) == 0xE1) return byte(1) == 0x9A && byte(2) == 0x80 ? 3 : 0;
  if (byte(0) == 0xE2 && byte(1) == 0x80) {
    return (byte(2) >= 0x80 && byte(2) <= 0x8A) || byte(2) == 0xA8 || byte(2) == 0xA9 || byte(2) == 0xAF ? 3 : 0;
  }
  if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) == 0x9F ? 3 : 0;
  return byte(0) == 0xE3 && byte(1) == 0x80 && byte(2) == 0x80 ? 3 : 0;
}

bool has_space(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (space_at(text.substr(i)) > 0) return true;
  }
  return false;
}

// Digits without leading zeros; the value, or -1 when it is not that or over the bound of 32 bits.
std::int64_t whole_number(std::string_view text) {
  if (text.empty() || text.size() > 10 || (text.size() > 1 && text[0] == '0')) return -1;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool fits(std::int64_t value, std::int64_t least) { return value >= least && value <= 2'147'483'647; }

}  // namespace

bool is_integer(std::string_view text) {
  if (text.empty() || text[0] != '-') return fits(whole_number(text), 0);
  const std::int64_t value = whole_number(text.substr(1));
  return value >= 0 && value <= 2'147'483'648;
}

bool is_unsigned_int(std::string_view text) { return fits(whole_number(text), 0); }
bool is_positive_int(std::string_view text) { return fits(whole_number(text), 1); }
bool is_decimal(std::string_view text) { return is_json_number(text); }

bool is_extreme_decimal(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const auto digits = std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(e), is_digit);
  const auto exponent = std::count_if(text.begin() + static_cast<std::ptrdiff_t>(e), text.end(), is_digit);
  return digits > 18 || exponent > 4;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.';
  });
}

bool is_code(std::string_view text) {
  if (text.empty() || is_ascii_space(text.front()) || is_ascii_space(text.back())) return false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_ascii_space(text[i]) && (text[i] != ' ' || text[i + 1] == ' ')) return false;
  }
  return true;
}

bool is_uri(std::string_view text) {
  return !text.empty() && !has_space(text) && !begins(text, "oid:") && !begins(text, "uuid:");
}

bool is_oid(std::string_view text) {
  static constexpr std::string_view kStart = "urn:oid:";
  if (!begins(text, kStart)) return false;
  text.remove_prefix(kStart.size());
  if (text.size() < 3 || text[0] < '0' || text[0] > '2' || text[1] != '.') return false;
  std::size_t arc = 0;
  bool zero = false;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (arc == 0) return false;
      arc = 0;
      continue;
    }
    if (!is_digit(text[i]) || (arc > 0 && zero)) return false;
    if (arc == 0) zero = text[i] == '0';
    ++arc;
  }
  return arc > 0;
}

bool is_uuid(std::string_view text) {
  static constexpr std::string_view kStart = "urn:uuid:";
  if (!begins(text, kStart) || text.size() != kStart.size() + 36) return false;
  text.remove_prefix(kStart.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !(is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f'))) return false;
  }
  return true;
}

bool is_absolute_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || has_space(text) ||
      !is_letter(text[0]))
    return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.' || c == '_';
  });
}

bool is_canonical(std::string_view text) { return is_uri(text) && (text[0] == '#' || is_absolute_uri(text)); }

bool is_base64(std::string_view text) {
  std::size_t count = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_ascii_space(c)) continue;
    ++count;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || !(is_letter(c) || is_digit(c) || c == '+' || c == '/')) {
      return false;
    }
  }
  return count > 0 && count % 4 == 0 && padding <= 2;
}

bool is_string(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
  }
  return !is_blank(text) && text.size() <= kLongest * 4 && length_of(text) <= kLongest;
}

bool begins_with_space(std::string_view text) { return space_at(text) > 0; }

bool ends_with_space(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    if (space_at(text.substr(text.size() - back)) == back) return true;
  }
  return false;
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const std::size_t space = space_at(text);
    if (space == 0) return false;
    text.remove_prefix(space);
  }
  return true;
}

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_valid(Primitive type, std::string_view text) {
  switch (type) {
    case Primitive::boolean: return is_boolean(text);
    case Primitive::integer: return is_integer(text);
    case Primitive::unsigned_int: return is_unsigned_int(text);
    case Primitive::positive_int: return is_positive_int(text);
    case Primitive::decimal: return is_decimal(text);
    case Primitive::string:
    case Primitive::markdown: return is_string(text);
    case Primitive::code: return is_code(text);
    case Primitive::id: return is_id(text);
    case Primitive::uri:
    case Primitive::url: return is_uri(text);
    case Primitive::canonical: return is_canonical(text);
    case Primitive::oid: return is_oid(text);
    case Primitive::uuid: return is_uuid(text);
    case Primitive::base64_binary: return is_base64(text);
    case Primitive::instant: return is_instant(text);
    case Primitive::date: return is_date(text);
    case Primitive::date_time: return is_date_time(text);
    case Primitive::time: return is_time(text);
    case Primitive::xhtml:
    case Primitive::none: return !text.empty();
  }
  return true;
}

}  // namespace schakel::fhir
