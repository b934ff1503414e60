// http://hl7.org/fhirpath/N1/#existence

#include "fhirpath/equality.h"
#include "fhirpath/extra.h"
#include "fhirpath/functions/table.h"
#include "fhirpath/paths.h"

#include <array>

namespace schakel::fhirpath {

namespace {

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

// Whether any item fulfils the criteria; stops at the first one that does.
Truth any_matches(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Truth t = m.truth(*op.arguments[0], frame_of(items[i], i, f));
    if (t == Truth::yes || t == Truth::failed) return t;
  }
  return Truth::no;
}

Truth any_item(Machine& m, const Operation& op, const Frame& f) {
  if (op.input == nullptr) return truth(!f.focus.empty());
  if (is_path(*op.input)) return reaches_any(m, *op.input, f);
  const Scratch::Mark mark = m.scratch.mark();
  Truth t = Truth::failed;
  if (knows_any(*op.input)) {
    t = extra_gives_any(m, *op.input, f);
    if (t == Truth::failed) return t;
  } else {
    Collection storage(m.scratch);
    std::span<const Value> items;
    if (!m.items_of(*op.input, f, storage, items)) return Truth::failed;
    t = truth(!items.empty());
  }
  if (m.slots.empty()) m.scratch.release(mark);
  return t;
}

Truth exists(Machine& m, const Operation& op, const Frame& f) {
  return op.arguments.empty() ? any_item(m, op, f) : any_matches(m, op, f);
}

Truth empty(Machine& m, const Operation& op, const Frame& f) {
  const Truth t = any_item(m, op, f);
  if (t == Truth::failed) return t;
  return truth(t == Truth::no);
}

Truth all(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Truth t = m.truth(*op.arguments[0], frame_of(items[i], i, f));
    if (t == Truth::failed) return t;
    if (t != Truth::yes) return Truth::no;
  }
  return Truth::yes;
}

Truth negation(Machine& m, const Operation& op, const Frame& f) {
  Truth t = Truth::empty;
  if (op.input != nullptr) {
    t = m.truth(*op.input, f);
  } else {
    t = truth_of(m, op, f.focus);
  }
  if (t == Truth::yes) return Truth::no;
  return t == Truth::no ? Truth::yes : t;
}

// allTrue, anyTrue ...: every item has to be a Boolean.
template <bool kWanted, bool kAll>
Truth booleans(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  bool result = kAll;
  for (const Value& item : items) {
    const Value v = m.primitive(item);
    if (v.type != ValueType::boolean) {
      m.fail(op, std::string(op.code) + "(): " + expected("Boolean", v));
      return Truth::failed;
    }
    if (kAll && v.boolean != kWanted) result = false;
    if (!kAll && v.boolean == kWanted) result = true;
  }
  return truth(result);
}

Truth contained_in(Machine& m, std::span<const Value> small, std::span<const Value> large) {
  EqualitySet set(m, large.size());
  for (const Value& v : large) set.insert(v);
  for (const Value& v : small) {
    if (!set.contains(v)) return Truth::no;
  }
  return Truth::yes;
}

template <bool kSubset>
Truth subset(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  Collection other(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.evaluate(*op.arguments[0], f, other)) return Truth::failed;
  return kSubset ? contained_in(m, items, other.values()) : contained_in(m, other.values(), items);
}

bool count(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  out.push(Value::of_integer(static_cast<std::int64_t>(items.size())));
  return true;
}

bool distinct(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  EqualitySet seen(m, items.size());
  for (const Value& v : items) {
    if (seen.insert(v)) out.push(v);
  }
  return m.spend(0) || m.too_costly(op);
}

Truth is_distinct(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  if (items.size() < 2) return Truth::yes;
  EqualitySet seen(m, items.size());
  for (const Value& v : items) {
    if (!seen.insert(v)) return Truth::no;
  }
  if (m.spend(0)) return Truth::yes;
  m.too_costly(op);
  return Truth::failed;
}

constexpr std::array<FunctionRow, 13> kRows{{
    {"empty", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, empty},
    {"exists", 0, 1, Takes::any, Gives::boolean, evaluate_by_truth, exists, 1},
    {"all", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, all, 1},
    {"not", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, negation},
    {"allTrue", 0, 0, Takes::boolean, Gives::boolean, evaluate_by_truth, booleans<true, true>},
    {"anyTrue", 0, 0, Takes::boolean, Gives::boolean, evaluate_by_truth, booleans<true, false>},
    {"allFalse", 0, 0, Takes::boolean, Gives::boolean, evaluate_by_truth, booleans<false, true>},
    {"anyFalse", 0, 0, Takes::boolean, Gives::boolean, evaluate_by_truth, booleans<false, false>},
    {"subsetOf", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, subset<true>},
    {"supersetOf", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, subset<false>},
    {"count", 0, 0, Takes::any, Gives::integer, count},
    {"distinct", 0, 0, Takes::any, Gives::input, distinct},
    {"isDistinct", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, is_distinct},
}};

}  // namespace

std::span<const FunctionRow> chapter_existence() { return kRows; }

}  // namespace schakel::fhirpath
