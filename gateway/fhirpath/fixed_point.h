#pragma once
// Roots, exponentials and logarithms of decimals without binary floating point: integers of 768 bits as fixed point
// with 288 binary places (86 decimal ones), so that 28 significant digits are right, the last one rounded half away
// from zero; a result has at most 38 digits after the point. Costs some ten microseconds. Thread rule: none, no state.

#include "base/decimal.h"

namespace schakel::fhirpath::fixed_point {

// All false: the result has more than 38 digits before the point.
// REQUIRES: d >= 0. Exact roots are exact.
bool square_root(const Decimal& d, Decimal& out);
bool exponential(const Decimal& d, Decimal& out);
// REQUIRES: d > 0.
bool logarithm(const Decimal& d, Decimal& out);
// REQUIRES: d > 0, base > 0, base is not 1.
bool logarithm(const Decimal& d, const Decimal& base, Decimal& out);
// base to the exponent as exp(exponent * ln(base)). REQUIRES: base > 0.
bool power(const Decimal& base, const Decimal& exponent, Decimal& out);

}  // namespace schakel::fhirpath::fixed_point
