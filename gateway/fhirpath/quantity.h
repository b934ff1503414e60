#pragma once
// Quantities: calendar durations, UCUM, and how the two meet (http://hl7.org/fhirpath/N1/#quantity). UCUM itself is
// terminology/ucum.h.

#include "fhirpath/machine.h"

#include <string_view>

namespace schakel::fhirpath {

// The calendar duration that a UCUM code also names: `d` -> `day`; empty for others.
std::string_view calendar_of_ucum(std::string_view code);
// The UCUM code of a calendar duration: `day` -> `d`, `month` -> `mo`.
std::string_view ucum_of_calendar(std::string_view unit);

enum class Common : std::uint8_t {
  yes,
  no,  // other dimensions, a calendar month against a UCUM one, units that nobody knows
  overflow,
};
// Both values in the unit of `a`. `loose`: as `~` sees it, where a calendar year is a UCUM year.
// REQUIRES: quantities or numbers; a number has the unit `1`.
Common to_common_unit(const Value& a, const Value& b, bool loose, Decimal& x, Decimal& y);

// Their dimensions differ for certain: not a unit that nobody knows, not a calendar's year against UCUM's.
bool unlike(const Value& a, const Value& b);
// A quantity on a scale of its own: Cel, [degF], [pH], dB.
bool has_special_unit(const Value& v);

// `q` in another unit, `a` or `year`; as toQuantity(unit) demands.
Common convert_quantity(const Value& q, std::string_view unit, Value& out, Machine& m);

// + and -: the result is in the finer unit of the two. * and /: REQUIRES at least one quantity. no: there is no such
// quantity.
Common add_quantities(Machine& m, const Value& a, const Value& b, bool negative, Value& out);
Common multiply_quantities(Machine& m, const Value& a, const Value& b, Value& out);
Common divide_quantities(Machine& m, const Value& a, const Value& b, Value& out);

// A quantity without dimension (`5 '1'`, `2 'g/kg'`) as the number it is; other values stay.
void as_number(Machine& m, Value& v);

// The unit of a quantity that is added to a moment; false when it is no duration, or a UCUM `a` or `mo`, whose length
// is no calendar's.
bool duration_unit(const Value& q, TimeUnit& unit);

}  // namespace schakel::fhirpath
