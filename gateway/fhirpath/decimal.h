#pragma once
// Exact decimal arithmetic for FHIRPath (http://hl7.org/fhirpath/N1/#decimal): no binary floating point, digits kept. A
// coefficient has at most 38 digits; what does not fit is reported (false), never rounded away. Division,
// roots, exponentials and logarithms have 28 significant digits, the last one rounded, as no decimal holds them exactly
// (fixed_point.h); so have whole powers whose exact value has too many.

#include "fhirpath/value.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::fhirpath {

// `-1.50`, `+2`, `1.2e3`; false when the text is no number or has too many digits.
bool parse_decimal(std::string_view text, Decimal& out);
// Digits only, with an optional sign; false on anything else and on overflow of 64 bits.
bool parse_integer(std::string_view text, std::int64_t& out);
using schakel::to_text;

inline Decimal decimal_of(std::int64_t i) { return {i, 0}; }
// -1, 0, 1
int compare(const Decimal& a, const Decimal& b);
// False: overflow. divide and modulo REQUIRE b != 0.
bool add(const Decimal& a, const Decimal& b, Decimal& out);
bool subtract(const Decimal& a, const Decimal& b, Decimal& out);
bool multiply(const Decimal& a, const Decimal& b, Decimal& out);
bool divide(const Decimal& a, const Decimal& b, Decimal& out);
bool divide_to_integer(const Decimal& a, const Decimal& b, std::int64_t& out);  // towards zero
bool modulo(const Decimal& a, const Decimal& b, Decimal& out);                  // sign of a

// Without trailing zeros after the point.
Decimal normalised(Decimal d);
// Half away from zero, to `places` digits after the point (0 <= places <= 38); false: overflow.
bool round_to(const Decimal& d, std::int32_t places, Decimal& out);
enum class Direction : std::uint8_t { towards_zero, down, up };
bool to_integer(const Decimal& d, Direction direction, std::int64_t& out);
// 10^n as coefficient; REQUIRES: 0 <= n <= 38.
__int128 power_of_ten(std::int32_t n);

// False: no real result (root or logarithm of a negative number), or more than 38 digits before the point.
bool square_root(const Decimal& d, Decimal& out);
bool exponential(const Decimal& d, Decimal& out);
bool logarithm(const Decimal& d, Decimal& out);
bool logarithm(const Decimal& d, const Decimal& base, Decimal& out);
bool power(const Decimal& base, const Decimal& exponent, Decimal& out);

}  // namespace schakel::fhirpath
