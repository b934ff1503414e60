// http://hl7.org/fhirpath/N1/#subsetting and http://hl7.org/fhirpath/N1/#combining

#include "fhirpath/equality.h"
#include "fhirpath/functions/table.h"
#include "fhirpath/paths.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool single(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  if (items.size() > 1) return m.fail(op, "single(): the input has " + std::to_string(items.size()) + " items");
  out.append(items);
  return true;
}

bool combine(Machine& m, const Operation& op, const Frame& f, Collection& out);

// A path from what stands somewhere: nothing can go wrong in it.
bool is_safe(const Operation& op) {
  return op.held != nullptr || (is_path(op) && (op.input == nullptr || op.input->held != nullptr));
}

// The first item, without making the others where that makes no difference.
bool first_item(Machine& m, const Operation& op, const Frame& f, Value& value, bool& present) {
  if (is_path(op)) return nth_of_path(m, op, f, 0, value, present);
  if (op.evaluate == combine && op.arguments.size() == 1 && op.input != nullptr && is_safe(*op.arguments[0])) {
    if (!first_item(m, *op.input, f, value, present)) return false;
    return present || first_item(m, *op.arguments[0], f, value, present);
  }
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.items_of(op, f, storage, items)) return false;
  present = !items.empty();
  if (present) value = items.front();
  return true;
}

bool first(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  if (op.input == nullptr) {
    if (!f.focus.empty()) out.push(f.focus.front());
    return true;
  }
  Value v;
  bool present = false;
  if (!first_item(m, *op.input, f, v, present)) return false;
  if (present) out.push(v);
  return true;
}

bool last(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  if (!items.empty()) out.push(items.back());
  return true;
}

bool tail(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  if (items.size() > 1) out.append(items.subspan(1));
  return true;
}

template <bool kSkip>
bool cut(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::int64_t n = 0;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_integer(op, *op.arguments[0], f, n, present)) return false;
  if (!present) return true;
  const auto at = n <= 0 ? std::size_t{0} : std::min<std::size_t>(static_cast<std::size_t>(n), items.size());
  out.append(kSkip ? items.subspan(at) : items.subspan(0, at));
  return true;
}

bool intersect(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  Collection other(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.evaluate(*op.arguments[0], f, other)) return false;
  EqualitySet wanted(m, other.size());
  for (const Value& v : other.values()) wanted.insert(v);
  EqualitySet seen(m, items.size());
  for (const Value& v : items) {
    if (wanted.contains(v) && seen.insert(v)) out.push(v);
  }
  return m.spend(0) || m.too_costly(op);
}

bool exclude(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  Collection other(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.evaluate(*op.arguments[0], f, other)) return false;
  EqualitySet unwanted(m, other.size());
  for (const Value& v : other.values()) unwanted.insert(v);
  for (const Value& v : items) {
    if (!unwanted.contains(v)) out.push(v);
  }
  return m.spend(0) || m.too_costly(op);
}

bool unite(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  Collection other(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.evaluate(*op.arguments[0], f, other)) return false;
  EqualitySet seen(m, items.size() + other.size());
  for (const Value& v : items) {
    if (seen.insert(v)) out.push(v);
  }
  for (const Value& v : other.values()) {
    if (seen.insert(v)) out.push(v);
  }
  return m.spend(0) || m.too_costly(op);
}

bool combine(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  out.append(items);
  return m.evaluate(*op.arguments[0], f, out);
}

constexpr std::array<FunctionRow, 10> kRows{{
    {"single", 0, 0, Takes::any, Gives::input_single, single},
    {"first", 0, 0, Takes::any, Gives::input_single, first, truth_by_evaluation, 0, false, true},
    {"last", 0, 0, Takes::any, Gives::input_single, last, truth_by_evaluation, 0, false, true},
    {"tail", 0, 0, Takes::any, Gives::input, tail, truth_by_evaluation, 0, false, true},
    {"skip", 1, 1, Takes::any, Gives::input, cut<true>, truth_by_evaluation, 0, false, true},
    {"take", 1, 1, Takes::any, Gives::input, cut<false>, truth_by_evaluation, 0, false, true},
    {"intersect", 1, 1, Takes::any, Gives::input, intersect},
    {"exclude", 1, 1, Takes::any, Gives::input, exclude},
    {"union", 1, 1, Takes::any, Gives::combined, unite},
    {"combine", 1, 2, Takes::any, Gives::combined, combine},
}};

}  // namespace

std::span<const FunctionRow> chapter_subsetting() { return kRows; }

}  // namespace schakel::fhirpath
