#include "fhirpath/quantity.h"

#include "fhirpath/units.h"

#include <array>

namespace schakel::fhirpath {

namespace {

struct Pair {
  std::string_view calendar;
  std::string_view ucum;
  Decimal seconds;
};
// http://hl7.org/fhirpath/N1/#time-valued-quantities: as calendar durations a month is 30 days and a year 365.
constexpr std::array<Pair, 8> kDurations{{
    {"year", "a", {365 * 86'400, 0}},
    {"month", "mo", {30 * 86'400, 0}},
    {"week", "wk", {7 * 86'400, 0}},
    {"day", "d", {86'400, 0}},
    {"hour", "h", {3'600, 0}},
    {"minute", "min", {60, 0}},
    {"second", "s", {1, 0}},
    {"millisecond", "ms", {1, 3}},
}};

const Pair* calendar_row(std::string_view calendar) {
  for (const Pair& p : kDurations) {
    if (p.calendar == calendar) return &p;
  }
  return nullptr;
}

bool long_calendar(std::string_view calendar) { return calendar == "year" || calendar == "month"; }
bool long_ucum(std::string_view code) {
  return code == "a" || code == "mo" || code.starts_with("a_") || code.starts_with("mo_");
}

struct Unit {
  std::string_view text;
  bool calendar = false;
};

// The units as the two sides understand each other: an `either` unit follows the other side.
void settle(const Value& a, const Value& b, Unit& x, Unit& y) {
  const auto unit = [](const Value& v) {
    return v.type == ValueType::quantity ? Unit{v.text, v.unit == UnitKind::calendar} : Unit{"1", false};
  };
  x = unit(a);
  y = unit(b);
  if (a.type == ValueType::quantity && a.unit == UnitKind::either && y.calendar) x = {calendar_of_ucum(x.text), true};
  if (b.type == ValueType::quantity && b.unit == UnitKind::either && x.calendar) y = {calendar_of_ucum(y.text), true};
}

Common common_of(units::Answer answer) {
  if (answer == units::Answer::yes) return Common::yes;
  return answer == units::Answer::overflow ? Common::overflow : Common::no;
}

// Both calendar: years and months count in months, all else in seconds.
Common calendar_convert(const Decimal& value, std::string_view from, std::string_view to, Decimal& out) {
  if (from == to) {
    out = value;
    return Common::yes;
  }
  const Decimal twelve{12, 0};
  if (from == "year" && to == "month") return multiply(value, twelve, out) ? Common::yes : Common::overflow;
  if (from == "month" && to == "year") return divide(value, twelve, out) ? Common::yes : Common::overflow;
  const Pair* f = calendar_row(from);
  const Pair* t = calendar_row(to);
  if (f == nullptr || t == nullptr) return Common::no;
  Decimal seconds;
  if (!multiply(value, f->seconds, seconds) || !divide(seconds, t->seconds, out)) return Common::overflow;
  return Common::yes;
}

// A calendar unit against a UCUM one: only durations that are the same in both, unless `loose`.
bool as_ucum(Unit& unit, const Unit& other, bool loose) {
  if (!unit.calendar) return true;
  if (!loose && (long_calendar(unit.text) || long_ucum(other.text))) return false;
  unit = {ucum_of_calendar(unit.text), false};
  return !unit.text.empty();
}

}  // namespace

std::string_view calendar_of_ucum(std::string_view code) {
  for (const Pair& p : kDurations) {
    if (p.ucum == code) return p.calendar;
  }
  return {};
}

std::string_view ucum_of_calendar(std::string_view unit) {
  const Pair* row = calendar_row(unit);
  return row == nullptr ? std::string_view{} : row->ucum;
}

Common to_common_unit(const Value& a, const Value& b, bool loose, Decimal& x, Decimal& y) {
  Unit u;
  Unit v;
  settle(a, b, u, v);
  x = number_of(a);
  y = number_of(b);
  if (u.calendar && v.calendar) {
    const Decimal other = y;
    return calendar_convert(other, v.text, u.text, y);
  }
  if (!as_ucum(u, v, loose) || !as_ucum(v, u, loose)) return Common::no;
  if (u.text == v.text) return Common::yes;
  const Decimal other = y;
  return common_of(units::convert(other, v.text, u.text, y));
}

bool unlike(const Value& a, const Value& b) {
  const auto code = [](const Value& v) {
    if (v.type != ValueType::quantity) return std::string_view("1");
    return v.unit == UnitKind::calendar ? ucum_of_calendar(v.text) : v.text;
  };
  const auto open = [](const Value& v) {
    if (v.type != ValueType::quantity) return false;
    return v.unit == UnitKind::foreign || (v.unit == UnitKind::calendar && long_calendar(v.text));
  };
  return !open(a) && !open(b) && units::comparable(code(a), code(b)) == units::Answer::incompatible;
}

bool has_special_unit(const Value& v) {
  return v.type == ValueType::quantity && v.unit == UnitKind::ucum && units::special(v.text);
}

Common convert_quantity(const Value& q, std::string_view unit, Value& out, Machine& m) {
  const std::string_view word = singular_of(unit);
  Value target =
      Value::of_quantity(*q.decimal, word.empty() ? unit : word, word.empty() ? UnitKind::ucum : UnitKind::calendar);
  Decimal x;
  Decimal y;
  const Common c = to_common_unit(target, q, false, x, y);
  if (c != Common::yes) return c;
  target.decimal = &m.keep(y);
  target.text = m.scratch.copy(target.text);
  out = target;
  return Common::yes;
}

Common add_quantities(Machine& m, const Value& a, const Value& b, bool negative, Value& out) {
  Decimal x;
  Decimal y;
  const Common c = to_common_unit(a, b, false, x, y);
  if (c != Common::yes) return c;
  // The finer unit is the one in which one of the other makes more than one.
  Decimal one;
  Decimal other;
  Value unit_a = a;
  Value unit_b = b;
  const Decimal single = decimal_of(1);
  unit_a.decimal = unit_b.decimal = &single;
  unit_a.type = unit_b.type = ValueType::quantity;
  if (a.type != ValueType::quantity) unit_a = Value::of_quantity(single, "1", UnitKind::ucum);
  if (b.type != ValueType::quantity) unit_b = Value::of_quantity(single, "1", UnitKind::ucum);
  if (to_common_unit(unit_a, unit_b, false, one, other) != Common::yes) return Common::no;
  const bool b_finer = compare(other, single) < 0;
  if (b_finer) {
    // y in units of b is b's own number; a's has to be converted.
    if (to_common_unit(b, a, false, y, x) != Common::yes) return Common::no;
  }
  Decimal sum;
  if (!(negative ? subtract(x, y, sum) : add(x, y, sum))) return Common::overflow;
  const Value& unit = b_finer ? unit_b : unit_a;
  // A FHIR unit takes the side of what it was added to.
  Unit u;
  Unit v;
  settle(a, b, u, v);
  const Unit settled = b_finer ? v : u;
  out = Value::of_quantity(m.keep(sum), settled.text, settled.calendar ? UnitKind::calendar : UnitKind::ucum);
  if (a.unit == UnitKind::either && b.unit == UnitKind::either) out.unit = unit.unit;
  return Common::yes;
}

namespace {

bool dimensionless(const Value& v) {
  return v.type != ValueType::quantity ||
         (v.unit == UnitKind::ucum && units::comparable(v.text, "1") == units::Answer::yes);
}

// The factor of a quantity without dimension: `2 'kg/kg'` is 2, `2000 'g/kg'` is 2.
Common factor_of(const Value& v, Decimal& out) {
  if (v.type != ValueType::quantity) {
    out = number_of(v);
    return Common::yes;
  }
  return common_of(units::convert(*v.decimal, v.text, "1", out));
}

bool calendar(const Value& v) { return v.type == ValueType::quantity && v.unit == UnitKind::calendar; }

Common from_units(Machine& m, units::Answer answer, const Decimal& value, const std::string& unit, Value& out) {
  if (answer != units::Answer::yes) return common_of(answer);
  out = Value::of_quantity(m.keep(value), unit.empty() ? "1" : m.scratch.copy(unit), UnitKind::ucum);
  return Common::yes;
}

// A duration of the calendar or of FHIR times or by a plain number stays what it is.
Common scale(Machine& m, const Value& q, const Value& by, bool divide_by, Value& out) {
  Decimal factor;
  const Common c = factor_of(by, factor);
  if (c != Common::yes) return c;
  Decimal result;
  if (!(divide_by ? divide(*q.decimal, factor, result) : multiply(*q.decimal, factor, result))) return Common::overflow;
  out = Value::of_quantity(m.keep(result), q.text, q.unit);
  return Common::yes;
}

std::string_view unit_text(const Value& v) { return v.type == ValueType::quantity ? v.text : std::string_view("1"); }

}  // namespace

Common multiply_quantities(Machine& m, const Value& a, const Value& b, Value& out) {
  const bool keeps_a = a.type == ValueType::quantity && a.unit != UnitKind::ucum;
  const bool keeps_b = b.type == ValueType::quantity && b.unit != UnitKind::ucum;
  if (keeps_a && dimensionless(b)) return scale(m, a, b, false, out);
  if (keeps_b && dimensionless(a)) return scale(m, b, a, false, out);
  if (calendar(a) || calendar(b)) return Common::no;
  Decimal value;
  std::string unit;
  const units::Answer answer = units::multiply(number_of(a), unit_text(a), number_of(b), unit_text(b), value, unit);
  return from_units(m, answer, value, unit, out);
}

Common divide_quantities(Machine& m, const Value& a, const Value& b, Value& out) {
  const bool keeps_a = a.type == ValueType::quantity && a.unit != UnitKind::ucum;
  if (keeps_a && dimensionless(b)) return scale(m, a, b, true, out);
  if (calendar(a) || calendar(b)) return Common::no;
  Decimal value;
  std::string unit;
  const units::Answer answer = units::divide(number_of(a), unit_text(a), number_of(b), unit_text(b), value, unit);
  return from_units(m, answer, value, unit, out);
}

void as_number(Machine& m, Value& v) {
  Decimal d;
  if (v.type == ValueType::quantity && dimensionless(v) && factor_of(v, d) == Common::yes)
    v = Value::of_decimal(m.keep(normalised(d)));
}

bool duration_unit(const Value& q, TimeUnit& unit) {
  if (q.unit == UnitKind::calendar) return time_unit(q.text, unit);
  const std::string_view word = calendar_of_ucum(q.text);
  // `1 'month'` is no UCUM unit; its word can only mean the calendar's.
  if (word.empty()) return time_unit(singular_of(q.text), unit);
  if (q.unit == UnitKind::ucum && long_calendar(word)) return false;
  return time_unit(word, unit);
}

}  // namespace schakel::fhirpath
