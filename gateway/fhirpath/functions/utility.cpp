// http://hl7.org/fhirpath/N1/#utility-functions, and defineVariable() of
// http://hl7.org/fhirpath/#definevariablename-string--expr-expression

#include "fhirpath/functions/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool trace(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view name;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, name, present)) return false;
  if (op.arguments.size() > 1) {
    Collection projected(m.scratch);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!m.evaluate(*op.arguments[1], frame_of(items[i], i, f), projected)) return false;
    }
    if (m.environment->trace != nullptr) m.environment->trace->report(name, projected.values());
  } else if (m.environment->trace != nullptr) {
    m.environment->trace->report(name, items);
  }
  out.append(items);
  return true;
}

// The name was resolved by the compiler; the value is the input, or the second argument with the whole input as its
// focus.
bool define_variable(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  Collection value(m.scratch);
  if (op.arguments.empty()) {
    value.append(items);
  } else if (!m.evaluate(*op.arguments[0], {items, f.index, f.total}, value)) {
    return false;
  }
  m.slots[op.slot] = value.values();
  out.append(items);
  return true;
}

bool type(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (const Value& v : items) {
    const bool untyped = v.is_node() && v.node->type().empty() && v.node->has_value();
    std::string name = type_name(untyped ? m.primitive(v) : v);
    // The unnamed types of a resource's own structures are what they derive from.
    const fhir::Type* type = v.is_node() && m.definitions != nullptr ? m.definitions->type(v.node->type()) : nullptr;
    if (type != nullptr && type->kind == fhir::TypeKind::backbone && type->base != nullptr) {
      name = "FHIR." + std::string(type->base->name.text());
    }
    if (!name.empty()) out.push(Value::of_text(ValueType::type_info, m.scratch.copy(name)));
  }
  return true;
}

constexpr std::array<FunctionRow, 3> kRows{{
    {"trace", 1, 2, Takes::any, Gives::input, trace, truth_by_evaluation, 2},
    {"defineVariable", 1, 2, Takes::any, Gives::input, define_variable},
    {"type", 0, 0, Takes::any, Gives::type_info, type},
}};

}  // namespace

std::span<const FunctionRow> chapter_utility() { return kRows; }

}  // namespace schakel::fhirpath
