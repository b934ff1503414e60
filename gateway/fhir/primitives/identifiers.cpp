#include "fhir/primitives/identifiers.h"

#include <algorithm>

namespace schakel::fhir {

namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// REQUIRES: digits, at most 18 of them.
std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

}  // namespace

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '.' && c != '-' && c != '/') {
      return {};
    }
  }
  return digits;
}

std::optional<Ssin> parse_ssin(std::string_view digits) {
  if (digits.size() != 11 || !all_digits(digits)) return std::nullopt;
  const std::uint64_t base = number(digits.substr(0, 9));
  const std::uint64_t check = number(digits.substr(9));
  // 2,000,000,000 is no multiple of 97: never do both match.
  const bool nineteen = 97 - base % 97 == check;
  const bool twenty = 97 - (2'000'000'000 + base) % 97 == check;
  if (!nineteen && !twenty) return std::nullopt;
  Ssin ssin;
  ssin.year = (nineteen ? 1900 : 2000) + static_cast<int>(number(digits.substr(0, 2)));
  ssin.month = static_cast<int>(number(digits.substr(2, 2)));
  ssin.day = static_cast<int>(number(digits.substr(4, 2)));
  const bool sex_known = ssin.month < 20 || ssin.month >= 40;
  ssin.bis = ssin.month >= 20;
  ssin.month %= 20;
  if (sex_known) ssin.sex = number(digits.substr(6, 3)) % 2 == 1 ? Sex::male : Sex::female;
  return ssin;
}

bool is_nihdi(std::string_view digits) {
  if ((digits.size() != 8 && digits.size() != 11) || !all_digits(digits)) return false;
  const std::uint64_t base = number(digits.substr(0, 6));
  const std::uint64_t check = number(digits.substr(6, 2));
  return 97 - base % 97 == check || 89 - base % 89 == check;
}

bool is_cbe(std::string_view digits) {
  if (digits.size() != 10 || !all_digits(digits) || digits[0] > '1') return false;
  return 97 - number(digits.substr(0, 8)) % 97 == number(digits.substr(8));
}

bool is_ehp(std::string_view digits) { return digits.substr(0, 4) == "1990" && is_cbe(digits); }

}  // namespace schakel::fhir
