// lowBoundary, highBoundary, precision, comparable:
// http://hl7.org/fhirpath/#lowboundaryprecision-integer-decimal--date--datetime--time

#include "fhirpath/functions/table.h"
#include "fhirpath/quantity.h"

#include <array>

namespace schakel::fhirpath {

namespace {

// Half a unit of the last digit below or above, cut to the precision outwards.
bool decimal_boundary(const Decimal& d, bool high, std::int32_t places, Decimal& out) {
  const Decimal half{5, d.scale + 1};
  Decimal edge;
  Decimal near;
  if (d.scale >= 37 || !(high ? add(d, half, edge) : subtract(d, half, edge))) return false;
  if (edge.scale <= places) return round_to(edge, places, out);
  // A value that is nothing at this precision stays so (HL7's suite: 0.0034.highBoundary(1) is 0.0).
  if (!round_to(edge, places, near)) return false;
  if (near.coefficient == 0 && d.coefficient != 0) {
    out = near;
    return true;
  }
  const __int128 unit = power_of_ten(edge.scale - places);
  __int128 c = edge.coefficient / unit;
  const __int128 rest = edge.coefficient % unit;
  if (high && rest > 0) ++c;
  if (!high && rest < 0) --c;
  out = {c, places};
  return true;
}

// The number of digits that FHIRPath counts a moment's precision in.
bool moment_precision(ValueType type, std::int64_t digits, Precision& precision, bool& milliseconds) {
  milliseconds = false;
  const std::int64_t n = type == ValueType::time ? digits + 8 : digits;
  switch (n) {
    case 4: precision = Precision::year; return type != ValueType::time;
    case 6: precision = Precision::month; return type != ValueType::time;
    case 8: precision = Precision::day; return type != ValueType::time;
    case 10: precision = Precision::hour; return type != ValueType::date;
    case 12: precision = Precision::minute; return type != ValueType::date;
    case 14: precision = Precision::second; return type != ValueType::date;
    case 17:
      precision = Precision::second;
      milliseconds = true;
      return type != ValueType::date;
    default: return false;
  }
}

bool moment_boundary(Machine& m, const Operation& op, const Value& v, bool high, std::int64_t digits, Collection& out) {
  Moment moment;
  Precision precision = Precision::none;
  bool milliseconds = false;
  if (!parse_moment(v.text, v.type, moment)) return m.fail(op, std::string(op.code) + "(): this is no date or time");
  if (!moment_precision(v.type, digits, precision, milliseconds)) return true;
  // FHIR has no hours without minutes, so `T08` stands for its first minute, as in the specification's own example:
  // @2014-01-01T08.highBoundary(17) is @2014-01-01T08:00:59.999.
  if (moment.type == ValueType::date_time && moment.precision == Precision::hour) moment.precision = Precision::minute;
  const Moment edge = boundary(moment, high, precision, milliseconds);
  const bool date_only = edge.precision <= Precision::day;
  const ValueType type = v.type == ValueType::date_time && !date_only ? ValueType::date_time : v.type;
  out.push(Value::of_text(type, m.scratch.copy(to_text(edge))));
  return true;
}

template <bool kHigh>
bool boundary_of(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  std::int64_t digits = -1;
  bool has_digits = true;
  if (!m.single_input(op, f, v, present)) return false;
  if (!op.arguments.empty() && !m.single_integer(op, *op.arguments[0], f, digits, has_digits)) return false;
  if (!present) return true;
  const bool asked = !op.arguments.empty() && has_digits;
  if (is_moment(v)) {
    const std::int64_t finest = v.type == ValueType::time ? 9 : (v.type == ValueType::date ? 8 : 17);
    return moment_boundary(m, op, v, kHigh, asked ? digits : finest, out);
  }
  if (!is_number(v) && v.type != ValueType::quantity)
    return m.fail(op, std::string(op.code) + "(): " + expected("number, date or time", v));
  constexpr std::int64_t kMostPlaces = 28;
  if (asked && (digits < 0 || digits > kMostPlaces)) return true;
  Decimal edge;
  if (!decimal_boundary(number_of(v), kHigh, static_cast<std::int32_t>(asked ? digits : 8), edge))
    return m.fail(op, std::string(op.code) + "(): overflow");
  if (v.type == ValueType::quantity) {
    v.decimal = &m.keep(edge);
    out.push(v);
  } else {
    out.push_decimal(edge);
  }
  return true;
}

bool precision(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  if (!m.single_input(op, f, v, present)) return false;
  if (!present) return true;
  if (v.type == ValueType::decimal || v.type == ValueType::quantity) {
    out.push(Value::of_integer(v.decimal->scale));
    return true;
  }
  if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
    out.push(Value::of_integer(0));
    return true;
  }
  Moment moment;
  if (!is_moment(v) || !parse_moment(v.text, v.type, moment))
    return m.fail(op, "precision(): " + expected("number, date or time", v));
  constexpr std::array<int, 7> kDigits{0, 4, 6, 8, 10, 12, 14};
  int digits = kDigits[static_cast<std::size_t>(moment.precision)] - (v.type == ValueType::time ? 8 : 0);
  if (moment.fraction_digits > 0) digits += moment.fraction_digits;
  out.push(Value::of_integer(digits));
  return true;
}

Truth comparable(Machine& m, const Operation& op, const Frame& f) {
  Value a;
  Value b;
  bool has_a = false;
  bool has_b = false;
  if (!m.single_input(op, f, a, has_a) || !m.single(*op.arguments[0], f, b, has_b)) return Truth::failed;
  if (!has_a || !has_b) return Truth::empty;
  const auto fine = [](const Value& v) { return is_number(v) || v.type == ValueType::quantity; };
  if (!fine(a) || !fine(b)) {
    m.fail(op, "comparable(): " + expected("Quantity", fine(a) ? b : a));
    return Truth::failed;
  }
  Decimal x;
  Decimal y;
  return to_common_unit(a, b, false, x, y) == Common::no ? Truth::no : Truth::yes;
}

constexpr std::array<FunctionRow, 4> kRows{{
    {"lowBoundary", 0, 1, Takes::any, Gives::input_single, boundary_of<false>},
    {"highBoundary", 0, 1, Takes::any, Gives::input_single, boundary_of<true>},
    {"precision", 0, 0, Takes::any, Gives::integer, precision},
    {"comparable", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, comparable},
}};

}  // namespace

std::span<const FunctionRow> chapter_boundaries() { return kRows; }

}  // namespace schakel::fhirpath
