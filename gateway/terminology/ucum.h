#pragma once
// UCUM, the Unified Code for Units of Measure (https://ucum.org/ucum, version 2.1): complete grammar of the case
// sensitive codes, special units (Cel, [degF], [pH], dB...), annotations, arbitrary units. The units come from the
// table that set-up makes of the npm package @lhncbc/ucum-lhc (terminology/ucum/README.md says how and under which
// licence).
//
//   const auto mg = ucum::parse("mg/dL");
//   const auto g = ucum::parse("g/L");
//   ucum::convert(value, **mg, **g)
//
// Parsed units are immutable, shared and cached (bounded: senders choose the codes). Thread rule: any thread.
// Arithmetic is exact as long as 38 digits hold numerator and denominator; special units and units defined by pi are
// computed in long double and rounded to 15 digits.

#include "base/decimal.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace schakel::terminology::ucum {

class Unit;  // ucum/unit.h
using UnitPtr = std::shared_ptr<const Unit>;

struct Error {
  std::string message;       // says what was expected; never quotes more than the one character that is wrong
  std::uint32_t column = 0;  // from 1, in the unit's code; 0: concerns both or none
};

template <class T>
using Outcome = tl::expected<T, Error>;

// The unit a code means. The unit of pure numbers is `1`; the empty code means it too.
Outcome<UnitPtr> parse(std::string_view code);
inline bool is_valid(std::string_view code) { return parse(code).has_value(); }

// Same dimension and same arbitrary unit, so values can be converted.
bool comparable(const Unit& a, const Unit& b);
// On a scale of its own (Cel, [degF], [pH], dB), so that sums and products of it mean nothing.
bool is_special(const Unit& unit);
// Equal in every way: one is the other with factor 1 (`mL` and `cm3`, `mg{dry}` and `mg`).
bool equivalent(const Unit& a, const Unit& b);

// `value` in `from`, expressed in `to`. Error: not comparable, or the result has no meaning (pH of a negative amount).
Outcome<Decimal> convert(Decimal value, const Unit& from, const Unit& to);

// -1, 0, 1. Exact where the units' factors are rational numbers.
Outcome<int> compare(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b);

struct Quantity {
  Decimal value;
  std::string unit;  // a valid code
};
// Products and quotients come out in base units, in canonical form (`m.s-2`); error for special units.
Outcome<Quantity> multiply(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b);
Outcome<Quantity> divide(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b);
// `value` in base units: `5 km` is `5000 m`.
Outcome<Quantity> canonical(Decimal value, const Unit& unit);
// The canonical code alone, without a factor: `m.s-2`; equal for all comparable units.
std::string canonical_code(const Unit& unit);

// The unit in words: `m/s2` is `(meter) / (second ^ 2)`.
std::string display_name(const Unit& unit);

// Version of the table of units, for answers and logs: `2.1`.
std::string_view version();

}  // namespace schakel::terminology::ucum
