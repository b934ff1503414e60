// Math, strings and durations: http://hl7.org/fhirpath/N1/#math, http://hl7.org/fhirpath/N1/#datetime-arithmetic

#include "fhirpath/operators/table.h"
#include "fhirpath/quantity.h"

#include <array>

namespace schakel::fhirpath {

namespace {

struct Operands {
  Value a;
  Value b;
  bool present = false;  // both
};

bool operands(Machine& m, const Operation& op, const Frame& f, Operands& o) {
  bool has_a = false;
  bool has_b = false;
  if (!m.single(*op.arguments[0], f, o.a, has_a) || !m.single(*op.arguments[1], f, o.b, has_b)) return false;
  o.present = has_a && has_b;
  return true;
}

bool wrong_types(Machine& m, const Operation& op, const Operands& o) {
  return m.fail(
      op, "operator '" + std::string(op.code) + "' cannot be applied to " + type_name(o.a) + " and " + type_name(o.b));
}

bool overflow(Machine& m, const Operation& op) {
  return m.fail(op, "operator '" + std::string(op.code) + "': overflow");
}

bool whole(const Value& v) { return v.type == ValueType::integer || v.type == ValueType::long_integer; }
bool quantity_pair(const Operands& o) {
  const bool qa = o.a.type == ValueType::quantity;
  const bool qb = o.b.type == ValueType::quantity;
  return (qa && (qb || is_number(o.b))) || (qb && is_number(o.a));
}

// Degrees Celsius, pH and the like are no ratios to a zero: their sums, multiples and quotients mean nothing, so they
// are empty (UCUM, special units).
bool special(const Operands& o) { return has_special_unit(o.a) || has_special_unit(o.b); }

// Integer is 32 bits wide, Long 64 (http://hl7.org/fhirpath/#literals).
bool push_whole(Machine& m, const Operation& op, const Operands& o, std::int64_t n, Collection& out) {
  const bool is_long = o.a.type == ValueType::long_integer || o.b.type == ValueType::long_integer;
  if (!is_long && (n > INT32_MAX || n < INT32_MIN)) return overflow(m, op);
  out.push(is_long ? Value::of_long(n) : Value::of_integer(n));
  return true;
}

bool push_common(Machine& m, const Operation& op, Common c, const Value& v, Collection& out) {
  if (c == Common::overflow) return overflow(m, op);
  if (c == Common::yes) out.push(v);
  return true;
}

bool shift(Machine& m, const Operation& op, const Value& moment, const Value& by, bool back, Collection& out) {
  TimeUnit unit = TimeUnit::day;
  if (!duration_unit(by, unit)) {
    return m.fail(op, "operator '" + std::string(op.code) + "': '" + std::string(by.text) +
                          "' is no calendar duration that can be added to a date or time");
  }
  Moment from;
  Moment to;
  if (!parse_moment(moment.text, moment.type, from)) return m.fail(op, "this is no date or time");
  Decimal amount = *by.decimal;
  if (back) amount.coefficient = -amount.coefficient;
  if (from.type == ValueType::time && unit <= TimeUnit::day) {
    return m.fail(op, "operator '" + std::string(op.code) +
                          "': only hours, minutes, seconds and milliseconds can be added to a Time");
  }
  if (!add(from, amount, unit, to)) return overflow(m, op);
  out.push(Value::of_text(moment.type, m.scratch.copy(to_text(to))));
  return true;
}

bool add_or_subtract(Machine& m, const Operation& op, const Frame& f, Collection& out, bool negative) {
  Operands o;
  if (!operands(m, op, f, o)) return false;
  if (!o.present) return true;
  if (whole(o.a) && whole(o.b)) {
    std::int64_t n = 0;
    const bool bad = negative ? __builtin_sub_overflow(o.a.integer, o.b.integer, &n)
                              : __builtin_add_overflow(o.a.integer, o.b.integer, &n);
    return bad ? overflow(m, op) : push_whole(m, op, o, n, out);
  }
  if (is_number(o.a) && is_number(o.b)) {
    Decimal d;
    if (!(negative ? subtract(number_of(o.a), number_of(o.b), d) : add(number_of(o.a), number_of(o.b), d)))
      return overflow(m, op);
    out.push_decimal(d);
    return true;
  }
  if (quantity_pair(o)) {
    if (special(o)) return true;
    Value v;
    return push_common(m, op, add_quantities(m, o.a, o.b, negative, v), v, out);
  }
  if (is_moment(o.a) && o.b.type == ValueType::quantity) return shift(m, op, o.a, o.b, negative, out);
  if (!negative && o.a.type == ValueType::quantity && is_moment(o.b)) return shift(m, op, o.b, o.a, false, out);
  if (!negative && o.a.type == ValueType::string && o.b.type == ValueType::string) {
    out.push(Value::of_string(m.joined(o.a.text, o.b.text)));
    return true;
  }
  return wrong_types(m, op, o);
}

bool zero(const Value& v) { return number_of(v).coefficient == 0; }

}  // namespace

bool evaluate_add(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  return add_or_subtract(m, op, f, out, false);
}
bool evaluate_subtract(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  return add_or_subtract(m, op, f, out, true);
}

bool evaluate_multiply(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Operands o;
  if (!operands(m, op, f, o)) return false;
  if (!o.present) return true;
  if (whole(o.a) && whole(o.b)) {
    std::int64_t n = 0;
    return __builtin_mul_overflow(o.a.integer, o.b.integer, &n) ? overflow(m, op) : push_whole(m, op, o, n, out);
  }
  if (is_number(o.a) && is_number(o.b)) {
    Decimal d;
    if (!multiply(number_of(o.a), number_of(o.b), d)) return overflow(m, op);
    out.push_decimal(d);
    return true;
  }
  if (!quantity_pair(o)) return wrong_types(m, op, o);
  if (special(o)) return true;
  Value v;
  return push_common(m, op, multiply_quantities(m, o.a, o.b, v), v, out);
}

// Always a Decimal; by zero is empty (http://hl7.org/fhirpath/N1/#division).
bool evaluate_divide(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Operands o;
  if (!operands(m, op, f, o)) return false;
  if (!o.present) return true;
  if (is_number(o.a) && is_number(o.b)) {
    Decimal d;
    if (zero(o.b)) return true;
    if (!divide(number_of(o.a), number_of(o.b), d)) return overflow(m, op);
    out.push_decimal(d);
    return true;
  }
  if (!quantity_pair(o)) return wrong_types(m, op, o);
  if (zero(o.b) || special(o)) return true;
  Value v;
  return push_common(m, op, divide_quantities(m, o.a, o.b, v), v, out);
}

bool evaluate_div(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Operands o;
  if (!operands(m, op, f, o)) return false;
  if (!o.present) return true;
  as_number(m, o.a);
  as_number(m, o.b);
  if (whole(o.a) && whole(o.b)) {
    if (o.b.integer == 0) return true;
    if (o.a.integer == INT64_MIN && o.b.integer == -1) return overflow(m, op);
    return push_whole(m, op, o, o.a.integer / o.b.integer, out);
  }
  if (!is_number(o.a) || !is_number(o.b)) return wrong_types(m, op, o);
  if (zero(o.b)) return true;
  std::int64_t n = 0;
  if (!divide_to_integer(number_of(o.a), number_of(o.b), n)) return overflow(m, op);
  return push_whole(m, op, o, n, out);
}

bool evaluate_mod(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Operands o;
  if (!operands(m, op, f, o)) return false;
  if (!o.present) return true;
  as_number(m, o.a);
  as_number(m, o.b);
  if (whole(o.a) && whole(o.b)) {
    if (o.b.integer == 0) return true;
    return push_whole(m, op, o, o.b.integer == -1 ? 0 : o.a.integer % o.b.integer, out);
  }
  if (!is_number(o.a) || !is_number(o.b)) return wrong_types(m, op, o);
  if (zero(o.b)) return true;
  Decimal d;
  if (!modulo(number_of(o.a), number_of(o.b), d)) return overflow(m, op);
  out.push_decimal(d);
  return true;
}

// Empty counts as the empty string (http://hl7.org/fhirpath/N1/#string-concatenation).
bool evaluate_concatenate(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::array<std::string_view, 2> parts;
  for (std::size_t i = 0; i < 2; ++i) {
    bool present = false;
    if (!m.single_text(op, *op.arguments[i], f, parts[i], present)) return false;
  }
  out.push(Value::of_string(m.joined(parts[0], parts[1])));
  return true;
}

bool evaluate_negative(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  if (!m.single(*op.arguments[0], f, v, present)) return false;
  if (!present) return true;
  if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
    if (v.integer == INT64_MIN) return overflow(m, op);
    v.integer = -v.integer;
  } else if (v.type == ValueType::decimal || v.type == ValueType::quantity) {
    v.decimal = &m.keep({-v.decimal->coefficient, v.decimal->scale});
  } else {
    return m.fail(op, "the sign '-' stands before a number, not before " + type_name(v));
  }
  out.push(v);
  return true;
}

bool evaluate_positive(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  bool present = false;
  if (!m.single(*op.arguments[0], f, v, present)) return false;
  if (!present) return true;
  if (!is_number(v) && v.type != ValueType::quantity) {
    return m.fail(op, "the sign '+' stands before a number, not before " + type_name(v));
  }
  out.push(v);
  return true;
}

}  // namespace schakel::fhirpath
