#pragma once
// Decimal: an exact decimal number that keeps its digits: value = coefficient * 10^-scale, `1.50` is {150, 2}.
// Only the value type stands here; arithmetic belongs to who computes (fhirpath/decimal.h, terminology/ucum).

#include <cstdint>

namespace schakel {

struct Decimal {
  __int128 coefficient = 0;
  std::int32_t scale = 0;
};

}  // namespace schakel
