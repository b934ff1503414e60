#include "fhirpath/paths.h"

#include "fhirpath/equality.h"

#include <array>

namespace schakel::fhirpath {

namespace {

// Members of System values: the parts of a quantity, the names of a type.
template <class Take>
bool walk_system(Machine& m, const Value& from, const Step* step, const Step* end, const Take& take) {
  const std::string_view name = step->name.text();
  Value v;
  if (from.type == ValueType::quantity) {
    if (name == "value") {
      v = Value::of_decimal(*from.decimal);
    } else if (name == "unit" || (name == "code" && from.unit != UnitKind::calendar)) {
      v = Value::of_string(from.text);
    } else {
      return true;
    }
  } else if (from.type == ValueType::type_info) {
    const std::size_t dot = from.text.find('.');
    if (dot == std::string_view::npos) return true;
    if (name == "namespace") {
      v = Value::of_string(from.text.substr(0, dot));
    } else if (name == "name") {
      v = Value::of_string(from.text.substr(dot + 1));
    } else {
      return true;
    }
  } else {
    return true;
  }
  return step + 1 == end ? take(v) : walk(m, v, step + 1, end, take);
}

// Plain JSON: an array stands for its items, null for nothing.
template <class Take>
bool arrive(Machine& m, const Node& node, const Step* next, const Step* end, const Take& take) {
  if (node.kind() == ValueKind::list) {
    for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
      if (!arrive(m, *c, next, end, take)) return false;
    }
    return true;
  }
  if (node.kind() == ValueKind::null) return true;
  if (next == end) return take(Value::of(node));
  return walk(m, Value::of(node), next, end, take);
}

// What is no node: the value of a primitive, the type of a resource.
template <class Take>
bool walk_virtual(Machine& m, const Node& from, const Step* step, const Step* end, const Take& take) {
  Value v;
  if (step->value && from.has_value()) {
    v = m.primitive(Value::of(from));
  } else if (step->resource_type && from.resource()) {
    v = Value::of_string(from.type().text());
  } else {
    return true;
  }
  return step + 1 == end ? take(v) : walk(m, v, step + 1, end, take);
}

bool names_type_of(const Machine& m, const Value& item, const Step& step) {
  if (!item.is_node()) return false;
  if (item.node->type() == step.name) return true;
  if (m.definitions == nullptr || item.node->type().empty()) return false;
  const fhir::Type* own = m.definitions->type(item.node->type());
  if (own == nullptr) return false;
  for (const fhir::Type* t = own->base; t != nullptr; t = t->base) {
    if (t->name == step.name) return true;
  }
  return false;
}

template <class Take>
bool walk_all(Machine& m, const Operation& op, std::span<const Value> items, const Take& take) {
  const Step* first = op.steps.data();
  const Step* end = first + op.steps.size();
  for (const Value& item : items) {
    if (first->root_type && names_type_of(m, item, *first)) {
      if (!(first + 1 == end ? take(item) : walk(m, item, first + 1, end, take))) return false;
    } else if (!walk(m, item, first, end, take)) {
      return false;
    }
  }
  return true;
}

}  // namespace

template <class Take>
bool walk(Machine& m, const Value& from, const Step* step, const Step* end, const Take& take) {
  if (!from.is_node()) return walk_system(m, from, step, end, take);
  const Step* next = step + 1;
  bool found = false;
  for (const Node* c = from.node->first_child(); c != nullptr; c = c->next()) {
    if (!fits(m, *c, *step)) continue;
    found = true;
    if (!m.spend(1)) return false;
    if (c->kind() == ValueKind::list || c->kind() == ValueKind::null) {
      if (!arrive(m, *c, next, end, take)) return false;
    } else if (next == end) {
      if (!take(Value::of(*c))) return false;
    } else if (!walk(m, Value::of(*c), next, end, take)) {
      return false;
    }
  }
  if (found || !(step->value || step->resource_type)) return true;
  return walk_virtual(m, *from.node, step, end, take);
}

bool is_path(const Operation& op) { return op.evaluate == evaluate_path; }

bool evaluate_path(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  walk_all(m, op, items, [&](const Value& v) {
    out.push(v);
    return true;
  });
  return m.spend(0) || m.too_costly(op);
}

Truth reaches_any(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  bool any = false;
  walk_all(m, op, items, [&](const Value&) {
    any = true;
    return false;
  });
  if (!m.spend(0)) {
    m.too_costly(op);
    return Truth::failed;
  }
  return any ? Truth::yes : Truth::no;
}

bool nth_of_path(Machine& m, const Operation& path, const Frame& f, std::size_t n, Value& value, bool& present) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(path, f, storage, items)) return false;
  present = false;
  walk_all(m, path, items, [&](const Value& v) {
    if (n-- != 0) return true;
    value = v;
    present = true;
    return false;
  });
  return m.spend(0) || m.too_costly(path);
}

namespace {

// Another text is another value, whatever its type; equal texts are equal Strings only.
Truth item_equals_text(Machine& m, const Value& item, std::string_view text) {
  if (item.is_node() && item.node->kind() == ValueKind::string) {
    if (!(item.node->value() == text)) return Truth::no;
    if (item.node->type().empty()) return Truth::yes;
  }
  return equal(m, item, Value::of_string(text));
}

}  // namespace

bool first_of_path(Machine& m, const Operation& path, const Frame& f, Value& first, std::size_t& count) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(path, f, storage, items)) return false;
  count = 0;
  walk_all(m, path, items, [&](const Value& v) {
    if (count++ == 0) first = v;
    return true;
  });
  return m.spend(1) || m.too_costly(path);
}

Truth path_equals_text(Machine& m, const Operation& path, const Frame& f, std::string_view text) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(path, f, storage, items)) return Truth::failed;
  Value found;
  std::size_t count = 0;
  walk_all(m, path, items, [&](const Value& v) {
    found = v;
    return ++count < 2;
  });
  if (!m.spend(0)) {
    m.too_costly(path);
    return Truth::failed;
  }
  if (count != 1) return count == 0 ? Truth::empty : Truth::no;
  return item_equals_text(m, found, text);
}

Truth items_equal_text(Machine& m, std::span<const Value> items, std::string_view text) {
  if (items.size() != 1) return items.empty() ? Truth::empty : Truth::no;
  return item_equals_text(m, items[0], text);
}

namespace {

std::span<const Value> held_focus(const Machine&, const Operation&, const Frame& f) { return f.focus; }
std::span<const Value> held_total(const Machine&, const Operation&, const Frame& f) { return f.total; }
std::span<const Value> held_literal(const Machine&, const Operation& op, const Frame&) { return {&op.literal, 1}; }
std::span<const Value> held_constants(const Machine&, const Operation& op, const Frame&) { return op.constants; }
std::span<const Value> held_nothing(const Machine&, const Operation&, const Frame&) { return {}; }
std::span<const Value> held_slot(const Machine& m, const Operation& op, const Frame&) { return m.slots[op.slot]; }
std::span<const Value> held_variable(const Machine& m, const Operation& op, const Frame&) {
  const std::span<const Variable> variables = m.environment->variables;
  const bool there = op.slot < variables.size();
  if (m.environment->variables_in_order) return there ? variables[op.slot].value : std::span<const Value>{};
  if (there && variables[op.slot].name == op.text) return variables[op.slot].value;
  for (const Variable& v : variables) {
    if (v.name == op.text) return v.value;
  }
  return {};
}

struct HeldRow {
  Evaluate evaluate;
  Held held;
};
constexpr std::array<HeldRow, 7> kHeld{{
    {evaluate_this, held_focus},
    {evaluate_total, held_total},
    {evaluate_literal, held_literal},
    {evaluate_constants, held_constants},
    {evaluate_nothing, held_nothing},
    {evaluate_slot, held_slot},
    {evaluate_variable, held_variable},
}};

}  // namespace

Held held_by(Evaluate evaluate) {
  for (const HeldRow& row : kHeld) {
    if (row.evaluate == evaluate) return row.held;
  }
  return nullptr;
}

bool evaluate_this(Machine&, const Operation&, const Frame& f, Collection& out) {
  out.append(f.focus);
  return true;
}

bool evaluate_position(Machine&, const Operation&, const Frame& f, Collection& out) {
  if (f.index >= 0) out.push(Value::of_integer(f.index));
  return true;
}

bool evaluate_total(Machine&, const Operation&, const Frame& f, Collection& out) {
  out.append(f.total);
  return true;
}

bool evaluate_literal(Machine&, const Operation& op, const Frame&, Collection& out) {
  out.push(op.literal);
  return true;
}

bool evaluate_constants(Machine&, const Operation& op, const Frame&, Collection& out) {
  out.append(op.constants);
  return true;
}

Truth literal_truth(Machine&, const Operation& op, const Frame&) {
  if (op.literal.type != ValueType::boolean) return Truth::yes;
  return op.literal.boolean ? Truth::yes : Truth::no;
}

bool evaluate_nothing(Machine&, const Operation&, const Frame&, Collection&) { return true; }

bool evaluate_environment(Machine& m, const Operation& op, const Frame&, Collection& out) {
  const Environment& e = *m.environment;
  const Node* node = nullptr;
  if (op.text == "resource") {
    node = e.resource;
  } else if (op.text == "rootResource") {
    node = e.root_resource != nullptr ? e.root_resource : e.resource;
  } else {
    if (e.focus == nullptr) out.append(e.focus_values);
    node = e.focus;
  }
  if (node != nullptr) out.push(Value::of(*node));
  return true;
}

bool evaluate_variable(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  out.append(held_variable(m, op, f));
  return true;
}

bool evaluate_slot(Machine& m, const Operation& op, const Frame&, Collection& out) {
  out.append(m.slots[op.slot]);
  return true;
}

bool evaluate_index(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  const Operation& at = *op.arguments[0];
  if (op.input != nullptr && is_path(*op.input) && at.evaluate == evaluate_literal &&
      at.literal.type == ValueType::integer && at.literal.integer >= 0) {
    Value v;
    bool there = false;
    if (!nth_of_path(m, *op.input, f, static_cast<std::size_t>(at.literal.integer), v, there)) return false;
    if (there) out.push(v);
    return true;
  }
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::int64_t n = 0;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_integer(op, *op.arguments[0], f, n, present)) return false;
  if (present && n >= 0 && static_cast<std::size_t>(n) < items.size()) out.push(items[static_cast<std::size_t>(n)]);
  return true;
}

bool evaluate_path_or_variable(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  const std::size_t before = out.size();
  walk_all(m, op, f.focus, [&](const Value& v) {
    out.push(v);
    return true;
  });
  if (!m.spend(0)) return m.too_costly(op);
  return out.size() != before || evaluate_variable(m, op, f, out);
}

bool evaluate_traced(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  const std::size_t before = out.size();
  if (!m.evaluate(*op.input, f, out)) return false;
  if (m.environment->trace != nullptr)
    m.environment->trace->step({op.column, op.text, op.slot, f.focus, out.values().subspan(before)});
  return true;
}

}  // namespace schakel::fhirpath
