// http://hl7.org/fhirpath/N1/#filtering-and-projection

#include "fhirpath/equality.h"
#include "fhirpath/functions/table.h"
#include "fhirpath/operators/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool where(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Truth t = m.truth(*op.arguments[0], frame_of(items[i], i, f));
    if (t == Truth::failed) return false;
    if (t == Truth::yes) out.push(items[i]);
  }
  return true;
}

bool select(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!m.evaluate(*op.arguments[0], frame_of(items[i], i, f), out)) return false;
  }
  return true;
}

// Level by level; an item that is equal to an earlier one is not taken again, so cycles end.
bool repeat(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  EqualitySet seen(m, items.size() * 2);
  Collection level(m.scratch);
  level.append(items);
  while (!level.empty()) {
    Collection found(m.scratch);
    for (std::size_t i = 0; i < level.size(); ++i) {
      if (!m.evaluate(*op.arguments[0], frame_of(level[i], i, f), found)) return false;
    }
    Collection next(m.scratch);
    for (const Value& v : found.values()) {
      if (!seen.insert(v)) continue;
      out.push(v);
      next.push(v);
    }
    if (!m.spend(next.size())) return m.too_costly(op);
    level = next;
  }
  return true;
}

// http://hl7.org/fhirpath/#repeatallprojection-expression--collection: duplicates stay; the step limit ends what does
// not end.
bool repeat_all(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  Collection level(m.scratch);
  level.append(items);
  while (!level.empty()) {
    Collection found(m.scratch);
    for (std::size_t i = 0; i < level.size(); ++i) {
      if (!m.evaluate(*op.arguments[0], frame_of(level[i], i, f), found)) return false;
    }
    // The memory for endless results would run out before the steps do.
    constexpr std::size_t kMost = 1'000'000;
    if (!m.spend(found.size() + 1) || out.size() + found.size() > kMost) return m.too_costly(op);
    out.append(found.values());
    level = found;
  }
  return true;
}

// http://hl7.org/fhirpath/#coalescevalue-collection-value-collection-----collection
bool coalesce(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  const std::size_t before = out.size();
  for (const Operation* argument : op.arguments) {
    if (!m.evaluate(*argument, f, out)) return false;
    if (out.size() != before) return true;
  }
  return true;
}

constexpr std::array<FunctionRow, 8> kRows{{
    {"where", 1, 1, Takes::any, Gives::input, where, truth_by_evaluation, 1},
    {"select", 1, 1, Takes::any, Gives::argument, select, truth_by_evaluation, 1},
    {"repeat", 1, 1, Takes::any, Gives::argument, repeat, truth_by_evaluation, 1},
    {"repeatAll", 1, 1, Takes::any, Gives::argument, repeat_all, truth_by_evaluation, 1},
    {"coalesce", 1, 32, Takes::any, Gives::anything, coalesce},
    {"ofType", 1, 1, Takes::any, Gives::input, evaluate_of_type, truth_by_evaluation, 0, false, false, true},
    {"is", 1, 1, Takes::any, Gives::boolean, evaluate_is, truth_is, 0, false, false, true},
    {"as", 1, 1, Takes::any, Gives::input, evaluate_as, truth_by_evaluation, 0, false, false, true},
}};

}  // namespace

std::span<const FunctionRow> chapter_filtering() { return kRows; }

}  // namespace schakel::fhirpath
