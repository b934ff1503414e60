#pragma once
// What quantities need of UCUM (terminology/ucum.h), in FHIRPath's decimals.

#include "fhirpath/decimal.h"

#include <string>
#include <string_view>

namespace schakel::fhirpath::units {

enum class Answer : std::uint8_t { yes, incompatible, unknown, overflow };

// `value` of unit `from` in unit `to`.
Answer convert(const Decimal& value, std::string_view from, std::string_view to, Decimal& out);
// `from` and `to` have one dimension.
Answer comparable(std::string_view from, std::string_view to);
// A valid unit on a scale of its own (Cel, [pH], dB).
bool special(std::string_view unit);
// v1 u1 * v2 u2, v1 u1 / v2 u2 with the unit as UCUM text; REQUIRES for divide: v2 is not 0.
Answer multiply(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
                std::string& unit);
Answer divide(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
              std::string& unit);

}  // namespace schakel::fhirpath::units
