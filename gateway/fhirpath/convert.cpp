// Elements to System values, and values to text: http://hl7.org/fhir/R4/fhirpath.html#types

#include "fhirpath/machine.h"
#include "fhirpath/quantity.h"

#include <array>

namespace schakel::fhirpath {

namespace {

struct Row {
  std::string_view fhir;
  ValueType system;
};
constexpr std::array<Row, 33> kPrimitives{{
    {"boolean", ValueType::boolean},
    {"string", ValueType::string},
    {"code", ValueType::string},
    {"uri", ValueType::string},
    {"url", ValueType::string},
    {"canonical", ValueType::string},
    {"uuid", ValueType::string},
    {"oid", ValueType::string},
    {"id", ValueType::string},
    {"markdown", ValueType::string},
    {"base64Binary", ValueType::string},
    {"sid", ValueType::string},
    {"xhtml", ValueType::string},
    {"integer", ValueType::integer},
    {"unsignedInt", ValueType::integer},
    {"positiveInt", ValueType::integer},
    {"integer64", ValueType::long_integer},
    {"decimal", ValueType::decimal},
    {"date", ValueType::date},
    {"dateTime", ValueType::date_time},
    {"instant", ValueType::date_time},
    {"time", ValueType::time},
    // R4 states the types of ids and urls of elements so
    // (http://hl7.org/fhir/R4/extension-structuredefinition-fhir-type.html).
    {"http://hl7.org/fhirpath/System.String", ValueType::string},
    {"http://hl7.org/fhirpath/System.Boolean", ValueType::boolean},
    {"http://hl7.org/fhirpath/System.Integer", ValueType::integer},
    {"http://hl7.org/fhirpath/System.Decimal", ValueType::decimal},
    {"http://hl7.org/fhirpath/System.Date", ValueType::date},
    {"http://hl7.org/fhirpath/System.DateTime", ValueType::date_time},
    {"http://hl7.org/fhirpath/System.Time", ValueType::time},
    {"System.String", ValueType::string},
    {"System.Boolean", ValueType::boolean},
    {"System.Integer", ValueType::integer},
    {"System.Decimal", ValueType::decimal},
}};

// By the address of the interned name: one probe in a table that is never changed.
class PrimitiveTable {
 public:
  PrimitiveTable() {
    for (const Row& row : kPrimitives) {
      const Name name = Name::intern(row.fhir);
      std::size_t i = name.hash() % slots_.size();
      while (!slots_[i].name.empty()) i = (i + 1) % slots_.size();
      slots_[i] = {name, row.system};
    }
  }
  [[nodiscard]] bool find(Name name, ValueType& type) const {
    for (std::size_t i = name.hash() % slots_.size(); !slots_[i].name.empty(); i = (i + 1) % slots_.size()) {
      if (slots_[i].name == name) {
        type = slots_[i].type;
        return true;
      }
    }
    return false;
  }

 private:
  struct Slot {
    Name name;
    ValueType type = ValueType::string;
  };
  std::array<Slot, 128> slots_{};
};

ValueType type_by_kind(const Node& node) {
  switch (node.kind()) {
    case ValueKind::boolean: return ValueType::boolean;
    case ValueKind::number:
      return node.value().reveal().find_first_of(".eE") == std::string_view::npos ? ValueType::integer
                                                                                  : ValueType::decimal;
    default: return ValueType::string;
  }
}

constexpr std::array<std::string_view, 11> kSystemNames{"",     "Boolean",  "Integer", "Long",     "Decimal", "String",
                                                        "Date", "DateTime", "Time",    "Quantity", "TypeInfo"};

}  // namespace

bool system_type_of(Name fhir_type, ValueType& type) {
  static const PrimitiveTable table;
  return table.find(fhir_type, type);
}

std::string_view system_name(ValueType type) { return kSystemNames[static_cast<std::size_t>(type)]; }

std::string type_name(const Value& value) {
  if (!value.is_node()) return "System." + std::string(system_name(value.type));
  const std::string_view name = value.node->type().text();
  if (name.empty()) return {};
  constexpr std::string_view kSystem = "http://hl7.org/fhirpath/";
  if (name.starts_with(kSystem)) return std::string(name.substr(kSystem.size()));
  if (name.starts_with("System.")) return std::string(name);
  return "FHIR." + std::string(name);
}

Value Machine::convert(const Node& node, ValueType type) {
  const std::string_view text = node.value().reveal();
  switch (type) {
    case ValueType::boolean:
      if (text == "true" || text == "false") return Value::of(text == "true");
      break;
    case ValueType::integer:
    case ValueType::long_integer: {
      std::int64_t n = 0;
      if (parse_integer(text, n)) return type == ValueType::integer ? Value::of_integer(n) : Value::of_long(n);
      Decimal d;
      if (parse_decimal(text, d)) return Value::of_decimal(keep(d));
      break;
    }
    case ValueType::decimal: {
      Decimal d;
      if (parse_decimal(text, d)) return Value::of_decimal(keep(d));
      break;
    }
    case ValueType::date:
    case ValueType::date_time:
    case ValueType::time: {
      Moment m;
      if (parse_moment(text, type, m)) return Value::of_text(type, text);
      break;
    }
    default: break;
  }
  // A value that its type does not allow is text still.
  return Value::of_string(text);
}

Value Machine::primitive(const Value& value) {
  if (!value.is_node() || !value.node->has_value()) return value;
  const Node& node = *value.node;
  if (node.kind() == ValueKind::null) return value;
  ValueType type = ValueType::string;
  if (node.type().empty() || !system_type_of(node.type(), type)) type = type_by_kind(node);
  return type == ValueType::string ? Value::of_string(node.value().reveal()) : convert(node, type);
}

Value Machine::system_of(const Node& node) {
  if (node.has_value()) return primitive(Value::of(node));
  Value quantity;
  bool comparator = false;
  if (is_quantity_type(node) && quantity_of(node, quantity, comparator) && !comparator) return quantity;
  return Value::of(node);
}

bool Machine::is_quantity_type(const Node& node) const {
  const std::string_view type = node.type().text();
  return type == "Quantity" || type == "Age" || type == "Duration" || type == "Count" || type == "Distance" ||
         type == "SimpleQuantity" || type == "MoneyQuantity";
}

bool Machine::quantity_of(const Node& node, Value& out, bool& has_comparator) {
  constexpr std::string_view kUcum = "http://unitsofmeasure.org";
  const Node* value = nullptr;
  std::string_view unit;
  std::string_view code;
  std::string_view system;
  has_comparator = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    const std::string_view name = c->name().text();
    if (name == "value") {
      value = c;
    } else if (name == "unit") {
      unit = c->value().reveal();
    } else if (name == "code") {
      code = c->value().reveal();
    } else if (name == "system") {
      system = c->value().reveal();
    } else if (name == "comparator") {
      has_comparator = true;
    }
  }
  Decimal d;
  if (value == nullptr || !parse_decimal(value->value().reveal(), d)) return false;
  std::string_view text = code.empty() ? unit : code;
  if (!system.empty() && system != kUcum) {
    // A unit of another code system (tablets): quantities of that very unit can be compared, no others.
    if (code.empty()) return false;
    text = scratch.copy(std::string(system) + '|' + std::string(code));
    out = Value::of_quantity(keep(d), text, UnitKind::foreign);
    return true;
  }
  const bool word = !calendar_of_ucum(text).empty();
  out = Value::of_quantity(keep(d), text.empty() ? "1" : text, word ? UnitKind::either : UnitKind::ucum);
  return true;
}

std::string_view Machine::text_of(const Value& value) {
  switch (value.type) {
    case ValueType::boolean: return value.boolean ? "true" : "false";
    case ValueType::string:
    case ValueType::date:
    case ValueType::date_time:
    case ValueType::time: return value.text;
    default: return scratch.copy(to_text(value));
  }
}

std::string_view Machine::joined(std::string_view a, std::string_view b) {
  if (b.empty()) return a;
  if (a.empty()) return b;
  char* to = static_cast<char*>(scratch.allocate(a.size() + b.size(), 1));
  std::memcpy(to, a.data(), a.size());
  std::memcpy(to + a.size(), b.data(), b.size());
  return {to, a.size() + b.size()};
}

std::string to_text(const Value& value) {
  switch (value.type) {
    case ValueType::node: return value.node->has_value() ? std::string(value.node->value().reveal()) : std::string();
    case ValueType::boolean: return value.boolean ? "true" : "false";
    case ValueType::integer:
    case ValueType::long_integer: return std::to_string(value.integer);
    case ValueType::decimal: return schakel::to_text(*value.decimal);
    case ValueType::quantity: {
      std::string text = schakel::to_text(*value.decimal);
      if (value.unit == UnitKind::calendar) {
        text += ' ';
        text += value.text;
        if (compare(*value.decimal, decimal_of(1)) != 0) text += 's';
        return text;
      }
      text += " '";
      text += value.text;
      text += '\'';
      return text;
    }
    default: return std::string(value.text);
  }
}

}  // namespace schakel::fhirpath
