#include "fhirpath/units.h"

namespace schakel::fhirpath::units {

Answer convert(const Decimal& value, std::string_view from, std::string_view to, Decimal& out) {
  if (from != to) return Answer::unknown;
  out = value;
  return Answer::yes;
}

Answer comparable(std::string_view from, std::string_view to) { return from == to ? Answer::yes : Answer::unknown; }

Answer multiply(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
                std::string& unit) {
  if (u1 != "1" && u2 != "1") return Answer::unknown;
  unit = u1 == "1" ? u2 : u1;
  return fhirpath::multiply(v1, v2, value) ? Answer::yes : Answer::overflow;
}

Answer divide(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
              std::string& unit) {
  if (u1 != u2 && u2 != "1") return Answer::unknown;
  unit = u1 == u2 ? "1" : u1;
  return fhirpath::divide(v1, v2, value) ? Answer::yes : Answer::overflow;
}

}  // namespace schakel::fhirpath::units
