#include "fhirpath/units.h"

#include "terminology/ucum.h"

#include <memory>

namespace schakel::fhirpath::units {

namespace ucum = terminology::ucum;

namespace {

struct Pair {
  std::shared_ptr<const ucum::Unit> from;
  std::shared_ptr<const ucum::Unit> to;
};

bool parse(std::string_view from, std::string_view to, Pair& pair) {
  const auto a = ucum::parse(from);
  const auto b = ucum::parse(to);
  if (!a || !b) return false;
  pair.from = *a;
  pair.to = *b;
  return true;
}

// UCUM's scales go further than ours: 0 to 38 digits after the point.
bool fit(Decimal& d) {
  while (d.scale > 38) {
    d.coefficient /= 10;
    --d.scale;
  }
  if (d.scale >= 0) return true;
  if (d.scale < -38 || __builtin_mul_overflow(d.coefficient, power_of_ten(-d.scale), &d.coefficient)) return false;
  d.scale = 0;
  return true;
}

}  // namespace

Answer comparable(std::string_view from, std::string_view to) {
  if (from == to) return Answer::yes;
  Pair units;
  if (!parse(from, to, units)) return Answer::unknown;
  return ucum::comparable(*units.from, *units.to) ? Answer::yes : Answer::incompatible;
}

bool special(std::string_view unit) {
  const auto parsed = ucum::parse(unit);
  return parsed && ucum::is_special(**parsed);
}

Answer convert(const Decimal& value, std::string_view from, std::string_view to, Decimal& out) {
  if (from == to) {
    out = value;
    return Answer::yes;
  }
  Pair units;
  if (!parse(from, to, units)) return Answer::unknown;
  if (!ucum::comparable(*units.from, *units.to)) return Answer::incompatible;
  const auto result = ucum::convert(value, *units.from, *units.to);
  if (!result) return Answer::overflow;
  out = *result;
  return fit(out) ? Answer::yes : Answer::overflow;
}

namespace {

using Operation = ucum::Outcome<ucum::Quantity> (*)(Decimal, const ucum::Unit&, Decimal, const ucum::Unit&);

Answer combine(Operation operation, const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2,
               Decimal& value, std::string& unit) {
  Pair units;
  if (!parse(u1, u2, units)) return Answer::unknown;
  const auto result = operation(v1, *units.from, v2, *units.to);
  if (!result) return Answer::incompatible;
  value = result->value;
  unit = result->unit;
  return fit(value) ? Answer::yes : Answer::overflow;
}

}  // namespace

Answer multiply(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
                std::string& unit) {
  // By a number: the unit stays as it was written.
  if (u1 == "1" || u2 == "1") {
    const std::string_view kept = u1 == "1" ? u2 : u1;
    if (comparable(kept, kept == u1 ? u2 : u1) == Answer::unknown) return Answer::unknown;
    unit = kept;
    return fhirpath::multiply(v1, v2, value) ? Answer::yes : Answer::overflow;
  }
  return combine(ucum::multiply, v1, u1, v2, u2, value, unit);
}

Answer divide(const Decimal& v1, std::string_view u1, const Decimal& v2, std::string_view u2, Decimal& value,
              std::string& unit) {
  if (u2 == "1") {
    if (comparable(u1, u2) == Answer::unknown) return Answer::unknown;
    unit = u1;
    return fhirpath::divide(v1, v2, value) ? Answer::yes : Answer::overflow;
  }
  return combine(ucum::divide, v1, u1, v2, u2, value, unit);
}

}  // namespace schakel::fhirpath::units
