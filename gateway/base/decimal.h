#pragma once
// Decimal: an exact decimal number that keeps its digits: value = coefficient * 10^-scale, `1.50` is {150, 2}.
// Arithmetic belongs to who computes (fhirpath/decimal.h, terminology/ucum).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schakel {

struct Decimal {
  __int128 coefficient = 0;
  std::int32_t scale = 0;
};

// `1.50`, `-3`, `6.02e23`: digits with an optional point between them and an exponent. Nothing: it is none, or has more
// than 38 digits.
std::optional<Decimal> parse_decimal(std::string_view text);
// The digits it has, without exponent: `1.50`.
std::string to_text(Decimal value);

}  // namespace schakel
