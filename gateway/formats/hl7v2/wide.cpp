#include "formats/hl7v2/wide.h"

namespace schakel::formats::hl7v2 {

namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t kReplacement = 0xFFFD;

std::uint32_t unit_at(std::string_view bytes, std::size_t at, bool big) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return big ? static_cast<std::uint32_t>(first) << 8 | second : static_cast<std::uint32_t>(second) << 8 | first;
}

// `MSH` and the like behind blank space and frame marks, each character in two bytes.
bool begins(std::string_view bytes, bool big) {
  constexpr std::size_t kMostBefore = 64;
  std::size_t at = 0;
  for (; at + 1 < bytes.size() && at < kMostBefore; at += 2) {
    const std::uint32_t unit = unit_at(bytes, at, big);
    if (unit != ' ' && unit != '\t' && unit != '\r' && unit != '\n' && unit != 0x0b) break;
  }
  if (at + 6 > bytes.size()) return false;
  std::string id;
  for (std::size_t i = 0; i < 6; i += 2) {
    const std::uint32_t unit = unit_at(bytes, at + i, big);
    if (unit > 'Z') return false;
    id += static_cast<char>(unit);
  }
  return id == "MSH" || id == "FHS" || id == "BHS";
}

void put(std::string& to, std::uint32_t code) {
  const auto byte = [&to](std::uint32_t value) { to += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xE0 | code >> 12);
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
    }
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

bool high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void put_unit(std::string& to, std::uint32_t unit, bool big) {
  const char high = static_cast<char>(unit >> 8);
  const char low = static_cast<char>(unit & 0xFF);
  to += big ? high : low;
  to += big ? low : high;
}

// The character that begins at `at`, which moves behind it.
std::uint32_t code_at(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at++]);
  if (lead < 0x80) return lead;
  const std::size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  std::uint32_t code = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more && at < utf8.size(); ++i)
    code = code << 6 | (static_cast<unsigned char>(utf8[at++]) & 0x3F);
  return code;
}

}  // namespace

Wide wide_of(std::string_view bytes) {
  if (bytes.substr(0, 4) == "\xFF\xFE\0\0"sv || bytes.substr(0, 4) == "\0\0\xFE\xFF"sv ||
      bytes.substr(0, 4) == "M\0\0\0"sv || bytes.substr(0, 4) == "\0\0\0M"sv)
    return Wide::utf32;
  if (bytes.substr(0, 2) == "\xFF\xFE"sv) return Wide::little_endian;
  if (bytes.substr(0, 2) == "\xFE\xFF"sv) return Wide::big_endian;
  if (begins(bytes, false)) return Wide::little_endian;
  return begins(bytes, true) ? Wide::big_endian : Wide::no;
}

bool has_byte_order_mark(std::string_view bytes) {
  return bytes.substr(0, 2) == "\xFF\xFE"sv || bytes.substr(0, 2) == "\xFE\xFF"sv;
}

std::string narrow(std::string_view bytes, Wide wide) {
  const bool big = wide == Wide::big_endian;
  if (has_byte_order_mark(bytes)) bytes.remove_prefix(2);
  std::string text;
  text.reserve(bytes.size() / 2 + bytes.size() / 16);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit_at(bytes, at, big);
    if (high_surrogate(code) && at + 3 < bytes.size() && low_surrogate(unit_at(bytes, at + 2, big))) {
      at += 2;
      code = 0x10000 + ((code & 0x3FF) << 10) + (unit_at(bytes, at, big) & 0x3FF);
    } else if (high_surrogate(code) || low_surrogate(code)) {
      code = kReplacement;
    }
    put(text, code);
  }
  return text;
}

std::string_view narrow(std::string_view bytes, Wide wide, Arena& arena) { return arena.copy(narrow(bytes, wide)); }

std::string widen(std::string_view utf8, Wide wide, std::string_view like) {
  const bool big = wide == Wide::big_endian;
  std::string out;
  out.reserve(utf8.size() * 2 + 2);
  if (has_byte_order_mark(like)) put_unit(out, 0xFEFF, big);
  for (std::size_t at = 0; at < utf8.size();) {
    std::uint32_t code = code_at(utf8, at);
    if (code < 0x10000) {
      put_unit(out, code, big);
      continue;
    }
    code -= 0x10000;
    put_unit(out, 0xD800 | code >> 10, big);
    put_unit(out, 0xDC00 | (code & 0x3FF), big);
  }
  return out;
}

std::size_t wide_size(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units * 2;
}

}  // namespace schakel::formats::hl7v2
