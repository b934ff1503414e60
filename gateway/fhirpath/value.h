#pragma once
// Value: one item of a FHIRPath collection: an element of a tree, or a System value
// (http://hl7.org/fhirpath/N1/#literals). Text is viewed, never owned: it lives in the tree, the program or the
// evaluator's scratch memory.
//
// An element stays a node until an operator needs its System value (`code` -> String, `instant` -> DateTime ...).

#include "base/decimal.h"
#include "tree/node.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace schakel::fhirpath {

enum class ValueType : std::uint8_t {
  node,
  boolean,
  integer,
  long_integer,
  decimal,
  string,
  date,
  date_time,
  time,
  quantity,
  type_info
};

using schakel::Decimal;  // for its arithmetic see decimal.h

// What the unit of a quantity is: a UCUM code (`4 'mg'`), a calendar duration (`4 days`, text in the singular: `day`),
// or, for a FHIR Quantity whose UCUM code also names a calendar duration (`a`, `mo` ...), either of them as its use
// demands (http://hl7.org/fhir/R4/fhirpath.html#quantity); or a FHIR unit of another code system, `system|code`, which
// compares with its like only and is no System.Quantity.
enum class UnitKind : std::uint8_t { ucum, calendar, either, foreign };

struct Value {
  ValueType type = ValueType::boolean;
  UnitKind unit = UnitKind::ucum;  // quantity
  union {
    const Node* node;
    bool boolean;
    std::int64_t integer;    // integer and long_integer
    const Decimal* decimal;  // decimal and quantity
  };
  std::string_view text;  // string; date, dateTime and time as ISO text (no `@`, no `T` before a time, none at the
                          // end); unit of a quantity (`1` if it has none); `FHIR.Patient` of a type

  Value() : integer(0) {}
  static Value of(const Node& n) {
    Value v;
    v.type = ValueType::node;
    v.node = &n;
    return v;
  }
  static Value of(bool b) {
    Value v;
    v.boolean = b;
    return v;
  }
  static Value of_integer(std::int64_t i) {
    Value v;
    v.type = ValueType::integer;
    v.integer = i;
    return v;
  }
  static Value of_long(std::int64_t i) {
    Value v;
    v.type = ValueType::long_integer;
    v.integer = i;
    return v;
  }
  static Value of_decimal(const Decimal& d) {
    Value v;
    v.type = ValueType::decimal;
    v.decimal = &d;
    return v;
  }
  static Value of_string(std::string_view s) { return of_text(ValueType::string, s); }
  // string, date, date_time, time, type_info
  static Value of_text(ValueType type, std::string_view s) {
    Value v;
    v.type = type;
    v.text = s;
    return v;
  }
  static Value of_quantity(const Decimal& d, std::string_view unit_code, UnitKind kind) {
    Value v = of_decimal(d);
    v.type = ValueType::quantity;
    v.text = unit_code;
    v.unit = kind;
    return v;
  }
  [[nodiscard]] bool is_node() const { return type == ValueType::node; }
};
static_assert(sizeof(Value) == 32);

// `FHIR.code`, `System.Boolean`; empty when the type of an element is not known.
std::string type_name(const Value& value);
// As toString() writes it: `1.50`, `2014-01`, `4 'mg'`, `4 days`; a primitive element's value; empty for other
// elements. The result is content of a message when the value is.
std::string to_text(const Value& value);

class Scratch;     // the memory of an evaluator; see collection.h
class Collection;  // growable list of Values in the evaluator's scratch memory; see collection.h

}  // namespace schakel::fhirpath
