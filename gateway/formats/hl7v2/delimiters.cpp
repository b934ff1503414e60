#include "formats/hl7v2/delimiters.h"

#include <cctype>

namespace schakel::formats::hl7v2 {

namespace {

bool usable(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u > 0x20 && u < 0x7F && std::isalnum(u) == 0;
}

bool distinct(const Delimiters& d) {
  const std::array<char, 5> all = {d.field, d.component, d.repetition, d.escape, d.subcomponent};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!usable(all[i])) return false;
    for (std::size_t k = 0; k < i; ++k) {
      if (all[i] == all[k]) return false;
    }
  }
  return true;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view Header::component(std::size_t field_number, std::size_t n) const {
  std::string_view text = field[field_number];
  text = text.substr(0, text.find(delimiters.repetition));
  for (; n > 1; --n) {
    const std::size_t at = text.find(delimiters.component);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 1);
  }
  return trimmed(text.substr(0, text.find(delimiters.component)));
}

bool starts_segment(std::string_view line, char field_separator) {
  if (line.size() < 3 || line[0] < 'A' || line[0] > 'Z') return false;
  for (std::size_t i = 1; i < 3; ++i) {
    if (!((line[i] >= 'A' && line[i] <= 'Z') || (line[i] >= '0' && line[i] <= '9'))) return false;
  }
  if (line.size() == 3) return true;
  const char after = line[3];
  return after == field_separator || after == '\r' || after == '\n' || after == '\x1c';
}

HeaderError read_header(std::string_view message, Header& header, std::size_t& begin) {
  begin = 0;
  if (message.substr(0, 3) == "\xEF\xBB\xBF") begin = 3;
  while (begin < message.size() && std::string_view(" \t\r\n\x0b", 5).find(message[begin]) != std::string_view::npos)
    ++begin;
  const std::string_view rest = message.substr(begin);
  if (rest.substr(0, 3) != "MSH") return HeaderError::no_msh;
  header.line = rest.substr(0, rest.find_first_of(std::string_view("\r\n\x1c", 3)));
  const std::string_view line = header.line;
  if (line.size() < 8) return HeaderError::too_short;
  Delimiters d;
  d.field = line[3];
  const std::size_t end = line.find(d.field, 4);
  const std::string_view codes = line.substr(4, end == std::string_view::npos ? end : end - 4);
  // Old senders leave out the last ones; the usual character stands in. 2.7 adds a fifth, for truncation.
  if (!codes.empty()) d.component = codes[0];
  if (codes.size() > 1) d.repetition = codes[1];
  if (codes.size() > 2) d.escape = codes[2];
  if (codes.size() > 3) d.subcomponent = codes[3];
  // `^~\\&`: the escape character written twice, as programs do that quote too often.
  if (codes.size() == 5 && codes[2] == codes[3]) d.subcomponent = codes[4];
  if (codes.empty() || codes.size() > 5 || !distinct(d)) return HeaderError::bad_delimiters;
  header.delimiters = d;
  header.field[1] = line.substr(3, 1);
  header.field[2] = codes;
  std::size_t at = end == std::string_view::npos ? line.size() : end + 1;
  for (std::size_t n = 3; n < Header::kFields && at <= line.size() && end != std::string_view::npos; ++n) {
    const std::size_t next = line.find(d.field, at);
    header.field[n] = line.substr(at, next == std::string_view::npos ? next : next - at);
    if (next == std::string_view::npos) break;
    at = next + 1;
  }
  return HeaderError::none;
}

}  // namespace schakel::formats::hl7v2
