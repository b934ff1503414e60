// http://hl7.org/fhirpath/N1/#tree-navigation

#include "fhirpath/functions/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool add_children(Machine& m, const Node& node, Collection& out) {
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (!m.spend(1)) return false;
    if (c->kind() == ValueKind::null) continue;
    if (c->kind() == ValueKind::list) {
      if (!add_children(m, *c, out)) return false;
    } else {
      out.push(Value::of(*c));
    }
  }
  return true;
}

bool children(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (const Value& v : items) {
    if (v.is_node() && !add_children(m, *v.node, out)) return m.too_costly(op);
  }
  return true;
}

// repeat(children()): level by level. Nodes of a tree are distinct, so nothing has to be compared.
bool descendants(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  std::size_t done = out.size();
  for (const Value& v : items) {
    if (v.is_node() && !add_children(m, *v.node, out)) return m.too_costly(op);
  }
  for (; done < out.size(); ++done) {
    if (!add_children(m, *out[done].node, out)) return m.too_costly(op);
  }
  return true;
}

constexpr std::array<FunctionRow, 2> kRows{{
    {"children", 0, 0, Takes::any, Gives::children, children},
    {"descendants", 0, 0, Takes::any, Gives::descendants, descendants},
}};

}  // namespace

std::span<const FunctionRow> chapter_navigation() { return kRows; }

}  // namespace schakel::fhirpath
