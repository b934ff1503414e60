// Union and types: http://hl7.org/fhirpath/N1/#union-collections, http://hl7.org/fhirpath/N1/#types

#include "fhirpath/equality.h"
#include "fhirpath/operators/table.h"

namespace schakel::fhirpath {

bool evaluate_union(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection all(m.scratch);
  for (const Operation* operand : op.arguments) {
    if (!m.evaluate(*operand, f, all)) return false;
  }
  if (all.size() < 2) {
    out.append(all.values());
    return true;
  }
  EqualitySet seen(m, all.size());
  for (const Value& v : all.values()) {
    if (seen.insert(v)) out.push(v);
  }
  return m.spend(0) || m.too_costly(op);
}

namespace {

// The single item that `is` and `as` look at; they work on the operator's left side or on a function's input.
bool subject(Machine& m, const Operation& op, const Frame& f, Collection& storage, std::span<const Value>& items) {
  if (!op.arguments.empty()) {
    if (!m.evaluate(*op.arguments[0], f, storage)) return false;
    items = storage.values();
    return true;
  }
  return m.input(op, f, storage, items);
}

}  // namespace

Truth truth_is(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!subject(m, op, f, storage, items)) return Truth::failed;
  if (items.empty()) return Truth::empty;
  if (items.size() > 1) {
    m.fail(op, "'is' tests a single item, not " + std::to_string(items.size()));
    return Truth::failed;
  }
  return m.is(items[0], *op.type) ? Truth::yes : Truth::no;
}

bool evaluate_is(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  return evaluate_by_truth(m, op, f, out);
}

namespace {

void take_if_type(Machine& m, const Value& v, const TypeTest& type, Collection& out) {
  if (m.is(v, type)) {
    out.push(v);
  } else if (type.convert && v.is_node()) {
    const Value s = m.system(v);
    if (!s.is_node() && s.type == type.system_type) out.push(s);
  }
}

}  // namespace

bool evaluate_as(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!subject(m, op, f, storage, items)) return false;
  if (items.size() > 1 && !op.flag)
    return m.fail(op, "'as' casts a single item, not " + std::to_string(items.size()) + "; ofType() filters");
  for (const Value& v : items) take_if_type(m, v, *op.type, out);
  return true;
}

bool evaluate_of_type(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (const Value& v : items) take_if_type(m, v, *op.type, out);
  return true;
}

}  // namespace schakel::fhirpath
