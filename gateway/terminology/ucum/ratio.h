#pragma once
// Ratio: the factor of a unit: numerator / denominator * 10^ten * pi^pi, exact as long as 38 digits hold the two
// numbers; otherwise `exact` is false and only the long double counts.

#include "base/decimal.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace schakel::terminology::ucum {

struct Ratio {
  __int128 numerator = 1;
  __int128 denominator = 1;  // positive
  std::int32_t ten = 0;
  std::int32_t pi = 0;
  long double approximate = 1.0L;
  bool exact = true;

  static Ratio of(Decimal value);
  static Ratio of(long double value);  // not exact
  // A decimal number as UCUM's tables write it: `2.54`, `6.0221367`, `1e-7`. Nothing: it is none.
  static std::optional<Ratio> parse(std::string_view text);
  // True when it is exactly one.
  [[nodiscard]] bool is_one() const { return exact && numerator == 1 && denominator == 1 && ten == 0 && pi == 0; }
};

Ratio operator*(const Ratio& a, const Ratio& b);
Ratio operator/(const Ratio& a, const Ratio& b);  // REQUIRES: b is not zero
Ratio operator+(const Ratio& a, const Ratio& b);
Ratio power(Ratio base, int exponent);
int compare(const Ratio& a, const Ratio& b);  // -1, 0, 1; inexact ones are equal within 15 digits

// Exact where the number is a finite decimal of at most 38 digits, else rounded half up to 28 digits; 15 for inexact
// ones. Nothing: it is no finite number or far out of range.
std::optional<Decimal> to_decimal(const Ratio& ratio);

}  // namespace schakel::terminology::ucum
