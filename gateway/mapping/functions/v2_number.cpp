#include "mapping/functions/support.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `<=5`: two signs off the front.
std::string_view comparator(std::string_view& text) {
  text = trim(text);
  std::size_t size = 0;
  while (size < text.size() && size < 2 && (text[size] == '<' || text[size] == '>' || text[size] == '=')) ++size;
  const std::string_view sign = text.substr(0, size);
  text.remove_prefix(size);
  text = trim(text);
  return sign;
}

// Digits in groups of three between `separator`: 1.234.567
bool grouped(std::string_view text, char separator) {
  const std::size_t first = text.find(separator);
  if (first == 0 || first > 3) return false;
  for (std::size_t at = first; at != std::string_view::npos; at = text.find(separator, at + 1)) {
    const std::size_t next = std::min(text.find(separator, at + 1), text.size());
    if (next - at != 4) return false;
  }
  return true;
}

// Takes `e3`, `E-3` off the end; false: there is an `e` without a small whole number behind it.
bool take_exponent(std::string_view& text, int& exponent) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == std::string_view::npos) return true;
  std::string_view digits = text.substr(mark + 1);
  const bool negative = !digits.empty() && digits[0] == '-';
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 2 || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  for (const char c : digits) exponent = exponent * 10 + (c - '0');
  if (negative) exponent = -exponent;
  text = text.substr(0, mark);
  return true;
}

// The decimal of `text`, or false when it is not certain what number it is: `1.234.5`, `12a`.
bool parse(std::string_view text, fhirpath::Decimal& out) {
  int exponent = 0;
  if (!take_exponent(text, exponent)) return false;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  const std::size_t comma = text.rfind(',');
  const std::size_t point = text.rfind('.');
  char separator = '.';
  if (comma != std::string_view::npos && (point == std::string_view::npos || comma > point)) separator = ',';
  const char other = separator == ',' ? '.' : ',';
  const std::size_t mark = text.rfind(separator);
  const std::string_view whole = text.substr(0, mark);
  if (whole.find(separator) != std::string_view::npos) return false;
  if (whole.find(other) != std::string_view::npos && !grouped(whole, other)) return false;
  constexpr std::size_t kMostDigits = 34;
  std::size_t digits = 0;
  out = {};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == separator || (text[i] == other && i < mark)) continue;
    if (!is_digit(text[i]) || ++digits > kMostDigits) return false;
    out.coefficient = out.coefficient * 10 + (text[i] - '0');
    if (mark != std::string_view::npos && i > mark) ++out.scale;
  }
  if (digits == 0) return false;
  for (; exponent > 0 && out.scale > 0; --exponent) --out.scale;
  for (; exponent > 0; --exponent) {
    if (++digits > kMostDigits) return false;
    out.coefficient *= 10;
  }
  out.scale -= exponent;
  if (out.scale > static_cast<int>(kMostDigits)) return false;
  if (negative) out.coefficient = -out.coefficient;
  return true;
}

}  // namespace

// The number, digits kept: `68,4`, `<5`, `+1.20`, `.5`. A sign of comparison is left out: see v2Comparator().
bool v2_number(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    std::string_view text = text_of(value, out.scratch());
    comparator(text);
    fhirpath::Decimal number;
    if (parse(text, number)) out.push_decimal(number);
  }
  return true;
}

bool any_number(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Scratch& scratch) {
  return std::any_of(focus.begin(), focus.end(), [&scratch](const fhirpath::Value& value) {
    std::string_view text = text_of(value, scratch);
    comparator(text);
    fhirpath::Decimal number;
    return parse(text, number);
  });
}

// `<`, `<=`, `>`, `>=` before a number, as Quantity.comparator wants it.
bool v2_comparator(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  static constexpr std::array<std::string_view, 4> kComparators{"<", "<=", ">", ">="};
  for (const fhirpath::Value& value : focus) {
    std::string_view text = text_of(value, out.scratch());
    std::string_view sign = comparator(text);
    if (sign == "=<") sign = "<=";
    if (sign == "=>") sign = ">=";
    if (std::find(kComparators.begin(), kComparators.end(), sign) != kComparators.end()) out.push_string(sign);
  }
  return true;
}

}  // namespace schakel::mapping
