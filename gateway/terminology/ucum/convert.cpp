#include "terminology/ucum.h"
#include "terminology/ucum/unit.h"

#include <cmath>

namespace schakel::terminology::ucum {

namespace {

tl::unexpected<Error> error(const char* message) { return tl::unexpected<Error>({message, 0}); }

constexpr const char* kNotComparable = "units of the same dimension were expected";
constexpr const char* kSpecialInTerm = "a special unit was expected to stand alone";
constexpr const char* kOutOfRange = "a result of at most 38 digits was expected";

// The amount in base units. Nothing: the special function has no value there.
std::optional<Ratio> to_base(Decimal value, const Unit& unit) {
  const Ratio amount = Ratio::of(value);
  if (unit.special == nullptr) return amount * unit.factor;
  const Ratio scaled = amount * unit.scale;
  if (unit.special->inverse == nullptr) return (scaled + Ratio::of(unit.special->offset)) * unit.factor;
  const long double m = unit.special->inverse(scaled.approximate);
  if (!std::isfinite(m)) return std::nullopt;
  return Ratio::of(m) * unit.factor;
}

std::optional<Ratio> from_base(const Ratio& amount, const Unit& unit) {
  if (unit.special == nullptr) return amount / unit.factor;
  const Ratio proper = amount / unit.factor;
  if (unit.special->forward == nullptr) {
    Decimal offset = unit.special->offset;
    offset.coefficient = -offset.coefficient;
    return (proper + Ratio::of(offset)) / unit.scale;
  }
  const long double x = unit.special->forward(proper.approximate);
  if (!std::isfinite(x)) return std::nullopt;
  return Ratio::of(x) / unit.scale;
}

Outcome<Quantity> in_base_units(const Ratio& amount, const std::vector<Dimension>& dimensions);

Outcome<Quantity> combine(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b, int sign) {
  if (unit_a.special != nullptr || unit_b.special != nullptr || unit_a.special_in_term || unit_b.special_in_term) {
    return error("units on a ratio scale were expected, not special ones");
  }
  if (sign < 0 && b.coefficient == 0) return error("a divisor other than zero was expected");
  Unit result;
  const auto take = [&result](const Unit& unit, int power) {
    for (const Dimension& d : unit.dimensions) {
      bool found = false;
      for (Dimension& r : result.dimensions) {
        if (r.atom != d.atom) continue;
        r.exponent += d.exponent * power;
        found = true;
      }
      if (!found) result.dimensions.push_back({d.atom, d.exponent * power});
    }
  };
  take(unit_a, 1);
  take(unit_b, sign);
  const Ratio left = Ratio::of(a) * unit_a.factor;
  const Ratio right = Ratio::of(b) * unit_b.factor;
  return in_base_units(sign > 0 ? left * right : left / right, result.dimensions);
}

std::string code_of(std::vector<Dimension> dimensions) {
  std::sort(dimensions.begin(), dimensions.end(),
            [](const Dimension& x, const Dimension& y) { return x.atom->code < y.atom->code; });
  std::string out;
  for (const Dimension& d : dimensions) {
    if (d.exponent == 0) continue;
    if (!out.empty()) out += '.';
    out += d.atom->code;
    if (d.exponent != 1) out += std::to_string(d.exponent);
  }
  return out.empty() ? "1" : out;
}

Outcome<Quantity> in_base_units(const Ratio& amount, const std::vector<Dimension>& dimensions) {
  const auto value = to_decimal(amount);
  if (!value) return error(kOutOfRange);
  return Quantity{*value, code_of(dimensions)};
}

}  // namespace

bool comparable(const Unit& a, const Unit& b) { return a.dimensions == b.dimensions; }
bool is_special(const Unit& unit) { return unit.special != nullptr || unit.special_in_term; }

bool equivalent(const Unit& a, const Unit& b) {
  return comparable(a, b) && a.special == b.special && !a.special_in_term && !b.special_in_term &&
         compare(a.factor, b.factor) == 0 && compare(a.scale, b.scale) == 0;
}

Outcome<Decimal> convert(Decimal value, const Unit& from, const Unit& to) {
  if (!comparable(from, to)) return error(kNotComparable);
  if (from.special_in_term || to.special_in_term) return error(kSpecialInTerm);
  std::optional<Ratio> result;
  if (from.special == nullptr && to.special == nullptr) {
    result = Ratio::of(value) * (from.factor / to.factor);
  } else if (const auto base = to_base(value, from)) {
    result = from_base(*base, to);
  }
  if (!result) return error("a value was expected for which the special unit is defined");
  const auto decimal = to_decimal(*result);
  if (!decimal) return error(kOutOfRange);
  return *decimal;
}

Outcome<int> compare(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b) {
  if (!comparable(unit_a, unit_b)) return error(kNotComparable);
  if (unit_a.special_in_term || unit_b.special_in_term) return error(kSpecialInTerm);
  const auto left = to_base(a, unit_a);
  const auto right = to_base(b, unit_b);
  if (!left || !right) return error("a value was expected for which the special unit is defined");
  return compare(*left, *right);
}

Outcome<Quantity> multiply(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b) {
  return combine(a, unit_a, b, unit_b, 1);
}
Outcome<Quantity> divide(Decimal a, const Unit& unit_a, Decimal b, const Unit& unit_b) {
  return combine(a, unit_a, b, unit_b, -1);
}

Outcome<Quantity> canonical(Decimal value, const Unit& unit) {
  if (unit.special_in_term) return error(kSpecialInTerm);
  const auto base = to_base(value, unit);
  if (!base) return error("a value was expected for which the special unit is defined");
  return in_base_units(*base, unit.dimensions);
}

std::string canonical_code(const Unit& unit) { return code_of(unit.dimensions); }

}  // namespace schakel::terminology::ucum
