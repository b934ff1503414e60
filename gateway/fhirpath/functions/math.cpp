// http://hl7.org/fhirpath/N1/#math-1

#include "fhirpath/functions/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool overflow(Machine& m, const Operation& op) { return m.fail(op, std::string(op.code) + "(): overflow"); }

// The input as a number or quantity; `present` false: empty.
bool numeric_input(Machine& m, const Operation& op, const Frame& f, Value& v, bool& present) {
  if (!m.single_input(op, f, v, present)) return false;
  if (!present || is_number(v) || v.type == ValueType::quantity) return true;
  return m.fail(op, std::string(op.code) + "(): " + expected("number", v));
}

bool number_input(Machine& m, const Operation& op, const Frame& f, Decimal& d, bool& present) {
  Value v;
  if (!numeric_input(m, op, f, v, present)) return false;
  if (!present) return true;
  if (v.type == ValueType::quantity) return m.fail(op, std::string(op.code) + "(): " + expected("number", v));
  d = number_of(v);
  return true;
}

bool number_argument(Machine& m, const Operation& op, const Frame& f, Decimal& d, bool& present) {
  Value v;
  if (!m.single(*op.arguments[0], f, v, present)) return false;
  if (!present) return true;
  if (!is_number(v)) return m.fail(op, std::string(op.code) + "(): " + expected("number", v));
  d = number_of(v);
  return true;
}

bool abs(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  if (!numeric_input(m, op, f, v, present)) return false;
  if (!present) return true;
  if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
    if (v.integer == INT64_MIN) return overflow(m, op);
    v.integer = v.integer < 0 ? -v.integer : v.integer;
  } else if (v.decimal->coefficient < 0) {
    v.decimal = &m.keep({-v.decimal->coefficient, v.decimal->scale});
  }
  out.push(v);
  return true;
}

template <Direction kDirection>
bool to_whole(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  if (!numeric_input(m, op, f, v, present)) return false;
  if (!present) return true;
  if (v.type == ValueType::decimal || v.type == ValueType::quantity) {
    std::int64_t n = 0;
    if (!to_integer(*v.decimal, kDirection, n)) return overflow(m, op);
    if (v.type == ValueType::quantity) {
      v.decimal = &m.keep(decimal_of(n));
    } else {
      if (n > INT32_MAX || n < INT32_MIN) return overflow(m, op);
      v = Value::of_integer(n);
    }
  }
  out.push(v);
  return true;
}

bool round(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  std::int64_t places = 0;
  bool has_places = true;
  if (!numeric_input(m, op, f, v, present)) return false;
  if (!op.arguments.empty() && !m.single_integer(op, *op.arguments[0], f, places, has_places)) return false;
  if (!present || !has_places) return true;
  if (places < 0) return m.fail(op, "round(): the number of digits is negative");
  if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
    out.push(v);
    return true;
  }
  Decimal d = *v.decimal;
  if (places < d.scale && !round_to(*v.decimal, static_cast<std::int32_t>(places), d)) return overflow(m, op);
  v.decimal = &m.keep(d);
  out.push(v);
  return true;
}

// Functions that give nothing where there is no real result: sqrt(-1), ln(0).
template <bool (*kFunction)(const Decimal&, Decimal&)>
bool real(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Decimal d;
  Decimal result;
  bool present = false;
  if (!number_input(m, op, f, d, present)) return false;
  if (present && kFunction(d, result)) out.push_decimal(result);
  return true;
}

bool exp(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Decimal d;
  Decimal result;
  bool present = false;
  if (!number_input(m, op, f, d, present)) return false;
  if (!present) return true;
  if (!exponential(d, result)) return overflow(m, op);
  out.push_decimal(result);
  return true;
}

bool log(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Decimal d;
  Decimal base;
  Decimal result;
  bool present = false;
  bool has_base = false;
  if (!number_input(m, op, f, d, present) || !number_argument(m, op, f, base, has_base)) return false;
  if (present && has_base && logarithm(d, base, result)) out.push_decimal(result);
  return true;
}

bool raise(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  bool has_exponent = false;
  Value exponent;
  if (!numeric_input(m, op, f, v, present) || !m.single(*op.arguments[0], f, exponent, has_exponent)) return false;
  if (!present || !has_exponent) return true;
  if (!is_number(v) || !is_number(exponent))
    return m.fail(op, "power(): " + expected("number", is_number(v) ? exponent : v));
  const Decimal e = number_of(exponent);
  const Decimal b = number_of(v);
  Decimal result;
  if (b.coefficient < 0 && normalised(e).scale != 0) return true;
  if (b.coefficient == 0 && e.coefficient < 0) return true;
  if (!power(b, e, result)) return overflow(m, op);
  const bool whole = v.type != ValueType::decimal && exponent.type != ValueType::decimal && e.coefficient >= 0;
  std::int64_t n = 0;
  if (!whole) {
    out.push_decimal(result);
    return true;
  }
  const bool is_long = v.type == ValueType::long_integer || exponent.type == ValueType::long_integer;
  if (!to_integer(result, Direction::towards_zero, n) || (!is_long && (n > INT32_MAX || n < INT32_MIN)))
    return overflow(m, op);
  out.push(is_long ? Value::of_long(n) : Value::of_integer(n));
  return true;
}

constexpr std::array<FunctionRow, 10> kRows{{
    {"abs", 0, 0, Takes::number, Gives::input_single, abs},
    {"ceiling", 0, 0, Takes::number, Gives::anything, to_whole<Direction::up>},
    {"floor", 0, 0, Takes::number, Gives::anything, to_whole<Direction::down>},
    {"truncate", 0, 0, Takes::number, Gives::anything, to_whole<Direction::towards_zero>},
    {"round", 0, 1, Takes::number, Gives::anything, round},
    {"exp", 0, 0, Takes::number, Gives::decimal, exp},
    {"ln", 0, 0, Takes::number, Gives::decimal, real<logarithm>},
    {"log", 1, 1, Takes::number, Gives::decimal, log},
    {"power", 1, 1, Takes::number, Gives::anything, raise},
    {"sqrt", 0, 0, Takes::number, Gives::decimal, real<square_root>},
}};

}  // namespace

std::span<const FunctionRow> chapter_math() { return kRows; }

}  // namespace schakel::fhirpath
