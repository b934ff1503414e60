// http://hl7.org/fhirpath/N1/#conversion

#include "fhirpath/functions/table.h"
#include "fhirpath/quantity.h"
#include "fhirpath/unicode.h"

#include <algorithm>
#include <array>

namespace schakel::fhirpath {

namespace {

// Each answers whether the value has that form; `out` is it.
using Convert = bool (*)(Machine& m, const Value& v, Value& out);

bool to_boolean(Machine&, const Value& v, Value& out) {
  if (v.type == ValueType::boolean) {
    out = v;
    return true;
  }
  if (is_number(v)) {
    const Decimal d = number_of(v);
    const bool one = compare(d, decimal_of(1)) == 0;
    if (!one && d.coefficient != 0) return false;
    out = Value::of(one);
    return true;
  }
  if (v.type != ValueType::string) return false;
  const std::string text = unicode::lower(v.text);
  for (const std::string_view yes : {"true", "t", "yes", "y", "1", "1.0"}) {
    if (text == yes) return out = Value::of(true), true;
  }
  for (const std::string_view no : {"false", "f", "no", "n", "0", "0.0"}) {
    if (text == no) return out = Value::of(false), true;
  }
  return false;
}

template <bool kLong>
bool to_whole(Machine&, const Value& v, Value& out) {
  std::int64_t n = 0;
  if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
    n = v.integer;
  } else if (v.type == ValueType::boolean) {
    n = v.boolean ? 1 : 0;
  } else if (v.type != ValueType::string || !parse_integer(v.text, n)) {
    return false;
  }
  if (!kLong && (n > INT32_MAX || n < INT32_MIN)) return false;
  out = kLong ? Value::of_long(n) : Value::of_integer(n);
  return true;
}

// (+|-)?\d+(\.\d+)?
bool plain_decimal(std::string_view text, Decimal& d) {
  return text.find_first_of("eE") == std::string_view::npos && parse_decimal(text, d);
}

bool to_decimal(Machine& m, const Value& v, Value& out) {
  Decimal d;
  if (is_number(v)) {
    d = number_of(v);
  } else if (v.type == ValueType::boolean) {
    d = {v.boolean ? 10 : 0, 1};
  } else if (v.type != ValueType::string || !plain_decimal(v.text, d)) {
    return false;
  }
  out = Value::of_decimal(m.keep(d));
  return true;
}

bool to_date(Machine&, const Value& v, Value& out) {
  if (v.type == ValueType::date) {
    out = v;
    return true;
  }
  Moment moment;
  if (v.type != ValueType::date_time && v.type != ValueType::string) return false;
  if (!parse_moment(v.text, ValueType::date_time, moment)) return false;
  out = Value::of_text(ValueType::date, v.text.substr(0, std::min<std::size_t>(v.text.find('T'), v.text.size())));
  return true;
}

bool to_date_time(Machine&, const Value& v, Value& out) {
  Moment moment;
  if (v.type != ValueType::date_time && v.type != ValueType::date && v.type != ValueType::string) return false;
  if (!parse_moment(v.text, ValueType::date_time, moment)) return false;
  out = Value::of_text(ValueType::date_time, v.text.ends_with('T') ? v.text.substr(0, v.text.size() - 1) : v.text);
  return true;
}

bool to_time(Machine&, const Value& v, Value& out) {
  Moment moment;
  if (v.type != ValueType::time && v.type != ValueType::string) return false;
  if (!parse_moment(v.text, ValueType::time, moment)) return false;
  out = Value::of_text(ValueType::time, v.text.starts_with('T') ? v.text.substr(1) : v.text);
  return true;
}

bool to_string(Machine& m, const Value& v, Value& out) {
  if (v.is_node() || v.type == ValueType::type_info) return false;
  out = Value::of_string(m.text_of(v));
  return true;
}

// A number, and maybe 'unit' or a calendar word (http://hl7.org/fhirpath/N1/#toquantityunit--string--quantity).
bool quantity_text(Machine& m, std::string_view text, Value& out) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  std::size_t at = 0;
  while (at < text.size() && !blank(text[at]) && text[at] != '\'') ++at;
  Decimal d;
  if (!plain_decimal(text.substr(0, at), d)) return false;
  while (at < text.size() && blank(text[at])) ++at;
  const std::string_view unit = text.substr(at);
  if (unit.empty()) {
    out = Value::of_quantity(m.keep(d), "1", UnitKind::ucum);
    return true;
  }
  if (unit.size() > 2 && unit.front() == '\'' && unit.back() == '\'') {
    out = Value::of_quantity(m.keep(d), unit.substr(1, unit.size() - 2), UnitKind::ucum);
    return true;
  }
  const std::string_view word = singular_of(unit);
  if (word.empty()) return false;
  out = Value::of_quantity(m.keep(d), word, UnitKind::calendar);
  return true;
}

bool to_quantity(Machine& m, const Value& v, Value& out) {
  if (v.type == ValueType::quantity) {
    out = v;
    return v.unit != UnitKind::foreign;
  }
  // There is no conversion from Long (http://hl7.org/fhirpath/#conversion, the table).
  if (v.type == ValueType::long_integer) return false;
  if (is_number(v)) {
    out = Value::of_quantity(m.keep(number_of(v)), "1", UnitKind::ucum);
    return true;
  }
  if (v.type == ValueType::boolean) {
    out = Value::of_quantity(m.keep({v.boolean ? 10 : 0, 1}), "1", UnitKind::ucum);
    return true;
  }
  return v.type == ValueType::string && quantity_text(m, v.text, out);
}

template <Convert kConvert>
bool convert(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  Value result;
  bool present = false;
  if (!m.single_input(op, f, v, present)) return false;
  if (present && kConvert(m, v, result)) out.push(result);
  return true;
}

// Empty is empty; an element without a value is there, and cannot be converted.
template <Convert kConvert>
Truth converts(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  if (items.size() > 1) {
    m.fail(op, std::string(op.code) + "() works on a single item, not on " + std::to_string(items.size()));
    return Truth::failed;
  }
  if (items.empty()) return Truth::empty;
  Value result;
  return has_content(items[0]) && kConvert(m, m.system(items[0]), result) ? Truth::yes : Truth::no;
}

// A FHIR Quantity with a comparator is no single value, so asking for one is an error and not empty.
bool quantity_input(Machine& m, const Operation& op, const Frame& f, Value& result, bool& present, bool& good) {
  Value v;
  if (!m.single_input(op, f, v, present)) return false;
  if (!present) return true;
  bool comparator = false;
  if (v.is_node() && m.is_quantity_type(*v.node)) m.quantity_of(*v.node, result, comparator);
  if (comparator) return m.fail(op, std::string(op.code) + "(): a Quantity with a comparator has no single value");
  good = to_quantity(m, v, result);
  if (!good || op.arguments.empty()) return true;
  std::string_view unit;
  bool has_unit = false;
  if (!m.single_string(op, *op.arguments[0], f, unit, has_unit)) return false;
  if (!has_unit) return true;
  if (unit.size() > 2 && unit.front() == '\'' && unit.back() == '\'') unit = unit.substr(1, unit.size() - 2);
  const Value from = result;
  const Common c = convert_quantity(from, unit, result, m);
  if (c == Common::overflow) return m.fail(op, std::string(op.code) + "(): overflow");
  good = c == Common::yes;
  return true;
}

bool quantity(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value result;
  bool present = false;
  bool good = false;
  if (!quantity_input(m, op, f, result, present, good)) return false;
  if (present && good) out.push(result);
  return true;
}

Truth converts_to_quantity(Machine& m, const Operation& op, const Frame& f) {
  Value result;
  bool present = false;
  bool good = false;
  if (!quantity_input(m, op, f, result, present, good)) return Truth::failed;
  if (!present) return Truth::empty;
  return good ? Truth::yes : Truth::no;
}

// The branches see the input as $this; only one of them is evaluated.
bool iif(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  Frame inner = f;
  if (op.input != nullptr) {
    if (!m.evaluate(*op.input, f, storage)) return false;
    if (storage.size() > 1) return m.fail(op, "iif() works on a single item, not on " + std::to_string(storage.size()));
    inner.focus = storage.values();
  }
  const Truth t = m.truth(*op.arguments[0], inner);
  if (t == Truth::failed) return false;
  if (t == Truth::yes) return m.evaluate(*op.arguments[1], inner, out);
  return op.arguments.size() < 3 || m.evaluate(*op.arguments[2], inner, out);
}

constexpr std::array<FunctionRow, 19> kRows{{
    {"iif", 2, 3, Takes::any, Gives::branches, iif, truth_by_evaluation, 7, true},
    {"toBoolean", 0, 0, Takes::any, Gives::boolean, convert<to_boolean>},
    {"convertsToBoolean", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_boolean>},
    {"toInteger", 0, 0, Takes::any, Gives::integer, convert<to_whole<false>>},
    {"convertsToInteger", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_whole<false>>},
    {"toLong", 0, 0, Takes::any, Gives::long_integer, convert<to_whole<true>>},
    {"convertsToLong", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_whole<true>>},
    {"toDecimal", 0, 0, Takes::any, Gives::decimal, convert<to_decimal>},
    {"convertsToDecimal", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_decimal>},
    {"toDate", 0, 0, Takes::any, Gives::date, convert<to_date>},
    {"convertsToDate", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_date>},
    {"toDateTime", 0, 0, Takes::any, Gives::date_time, convert<to_date_time>},
    {"convertsToDateTime", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_date_time>},
    {"toTime", 0, 0, Takes::any, Gives::time, convert<to_time>},
    {"convertsToTime", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_time>},
    {"toString", 0, 0, Takes::any, Gives::string, convert<to_string>},
    {"convertsToString", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, converts<to_string>},
    {"toQuantity", 0, 1, Takes::any, Gives::quantity, quantity},
    {"convertsToQuantity", 0, 1, Takes::any, Gives::boolean, evaluate_by_truth, converts_to_quantity},
}};

}  // namespace

std::span<const FunctionRow> chapter_conversion() { return kRows; }

}  // namespace schakel::fhirpath
