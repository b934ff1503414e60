#include "base/decimal.h"

#include <charconv>

namespace schakel {

namespace {

constexpr int kMostDigits = 38;
constexpr int kMostScale = 10'000;

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal out;
  std::size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) ++i;
  bool point = false;
  int digits = 0;
  int seen = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && !point && seen > 0) {
      point = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    ++seen;
    if (out.coefficient != 0 || text[i] != '0') ++digits;
    if (digits > kMostDigits) return std::nullopt;
    out.coefficient = out.coefficient * 10 + (text[i] - '0');
    out.scale += point ? 1 : 0;
  }
  if (seen == 0 || text[i - 1] == '.') return std::nullopt;
  if (i < text.size()) {
    int exponent = 0;
    if (++i < text.size() && text[i] == '+') ++i;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (exponent > kMostScale || exponent < -kMostScale) return std::nullopt;
    out.scale -= exponent;
  }
  if (negative) out.coefficient = -out.coefficient;
  return out;
}

std::string to_text(Decimal value) {
  std::string digits;
  for (__int128 rest = value.coefficient < 0 ? -value.coefficient : value.coefficient; rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  if (digits.empty()) digits = "0";
  if (value.scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-value.scale), '0');
  if (value.scale > 0) {
    const auto scale = static_cast<std::size_t>(value.scale);
    if (digits.size() <= scale) digits.insert(0, scale - digits.size() + 1, '0');
    digits.insert(digits.size() - scale, 1, '.');
  }
  return value.coefficient < 0 ? "-" + digits : digits;
}

}  // namespace schakel
