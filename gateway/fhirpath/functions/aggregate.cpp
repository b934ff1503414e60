// http://hl7.org/fhirpath/N1/#aggregates, and sort() of
// http://hl7.org/fhirpath/#sortkeyselector-expression----collection

#include "fhirpath/equality.h"
#include "fhirpath/functions/table.h"
#include "fhirpath/quantity.h"

#include <algorithm>
#include <array>
#include <vector>

namespace schakel::fhirpath {

namespace {

bool aggregate(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  Collection total(m.scratch);
  if (op.arguments.size() > 1 && !m.evaluate(*op.arguments[1], f, total)) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Collection next(m.scratch);
    if (!m.evaluate(*op.arguments[0], {{&items[i], 1}, static_cast<std::int64_t>(i), total.values()}, next))
      return false;
    total = next;
  }
  out.append(total.values());
  return true;
}

// a + b of numbers or quantities. `fits` false: there is no such sum (other dimensions).
bool add_values(Machine& m, const Operation& op, const Value& a, const Value& b, Value& out, bool& fits) {
  fits = true;
  if (a.type == ValueType::quantity || b.type == ValueType::quantity) {
    const Common c = add_quantities(m, a, b, false, out);
    fits = c != Common::no;
    return c != Common::overflow || m.fail(op, std::string(op.code) + "(): overflow");
  }
  Decimal d;
  std::int64_t n = 0;
  if (a.type != ValueType::decimal && b.type != ValueType::decimal) {
    if (__builtin_add_overflow(a.integer, b.integer, &n)) return m.fail(op, std::string(op.code) + "(): overflow");
    out = a;
    out.integer = n;
    return true;
  }
  if (!add(number_of(a), number_of(b), d)) return m.fail(op, std::string(op.code) + "(): overflow");
  out = Value::of_decimal(m.keep(d));
  return true;
}

// The sum of all items; `present` false: there are none, or their units do not fit together.
bool total_of(Machine& m, const Operation& op, const Frame& f, Value& sum, std::size_t& count, bool& present) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  present = false;
  count = 0;
  for (const Value& item : items) {
    const Value v = m.system(item);
    if (v.is_node() && v.node->primitive()) {
      present = false;
      return true;
    }
    if (!is_number(v) && v.type != ValueType::quantity)
      return m.fail(op, std::string(op.code) + "(): " + expected("number", v));
    bool fits = true;
    Value next = v;
    if (count > 0 && !add_values(m, op, sum, v, next, fits)) return false;
    present = fits;
    if (!fits) return true;
    sum = next;
    ++count;
  }
  return true;
}

bool sum(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  std::size_t count = 0;
  bool present = false;
  if (!total_of(m, op, f, v, count, present)) return false;
  if (present) out.push(v);
  return true;
}

bool avg(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Value v;
  std::size_t count = 0;
  bool present = false;
  if (!total_of(m, op, f, v, count, present)) return false;
  if (!present) return true;
  Decimal d;
  if (!divide(number_of(v), decimal_of(static_cast<std::int64_t>(count)), d)) return m.fail(op, "avg(): overflow");
  if (v.type == ValueType::quantity) {
    v.decimal = &m.keep(d);
    out.push(v);
  } else {
    out.push_decimal(d);
  }
  return true;
}

template <Order kWanted>
bool extreme(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  Value best;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value v = m.system(items[i]);
    if (v.is_node() && v.node->primitive()) return true;
    Order order = Order::unknown;
    if (i > 0 && !compare_values(v, best, order)) {
      return m.fail(op, std::string(op.code) + "(): cannot compare " + type_name(v) + " with " + type_name(best));
    }
    if (i > 0 && order == Order::unknown) return true;
    if (i == 0 || order == kWanted) best = v;
  }
  if (!items.empty()) out.push(best);
  return true;
}

// One key of one item; an empty key sorts before all others.
struct Key {
  Value value;
  bool present = false;
};

bool key_of(Machine& m, const Operation& op, const Frame& f, const Value& item, std::size_t index,
            const Operation* selector, Key& key) {
  if (selector == nullptr) {
    key = {m.system(item), true};
    return true;
  }
  const Frame inner = frame_of(item, index, f);
  return m.single(*selector, inner, key.value, key.present) || m.fail(op, m.error.message, m.error.kind);
}

// The order of two keys. Moments whose precisions leave it open follow their earliest instant. False: they have none.
bool order_of_keys(const Value& a, const Value& b, Order& order) {
  if (a.type == ValueType::boolean && b.type == ValueType::boolean) {
    order = a.boolean == b.boolean ? Order::equal : (b.boolean ? Order::less : Order::greater);
    return true;
  }
  if (!compare_values(a, b, order)) return false;
  if (order != Order::unknown) return true;
  Moment x;
  Moment y;
  if (!is_moment(a) || !parse_moment(a.text, a.type, x) || !parse_moment(b.text, b.type, y)) return false;
  for (Moment* m : {&x, &y}) {
    if (m->type == ValueType::date) m->type = ValueType::date_time;
    *m = boundary(*m, false, Precision::second, true);
  }
  order = compare(x, y);
  return true;
}

bool sort(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  const std::size_t width = std::max<std::size_t>(op.arguments.size(), 1);
  std::vector<Key> keys(items.size() * width);
  std::vector<std::size_t> places(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    places[i] = i;
    for (std::size_t k = 0; k < width; ++k) {
      const Operation* selector = op.arguments.empty() ? nullptr : op.arguments[k];
      if (!key_of(m, op, f, items[i], i, selector, keys[i * width + k])) return false;
    }
  }
  bool good = true;
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < width; ++k) {
      const Key& x = keys[a * width + k];
      const Key& y = keys[b * width + k];
      Order order = Order::equal;
      if (x.present != y.present) {
        order = x.present ? Order::greater : Order::less;
      } else if (x.present && !order_of_keys(x.value, y.value, order)) {
        good = false;
      }
      if (order == Order::equal || order == Order::unknown) continue;
      const bool descending = !op.arguments.empty() && op.arguments[k]->flag;
      return (order == Order::less) != descending;
    }
    return false;
  });
  if (!good) return m.fail(op, "sort(): the keys cannot be compared with each other");
  for (const std::size_t i : places) out.push(items[i]);
  return true;
}

constexpr std::array<FunctionRow, 6> kRows{{
    {"aggregate", 1, 2, Takes::any, Gives::anything, aggregate, truth_by_evaluation, 1},
    {"sum", 0, 0, Takes::any, Gives::anything, sum},
    {"avg", 0, 0, Takes::any, Gives::anything, avg},
    {"min", 0, 0, Takes::any, Gives::input_single, extreme<Order::less>},
    {"max", 0, 0, Takes::any, Gives::input_single, extreme<Order::greater>},
    {"sort", 0, 16, Takes::any, Gives::input, sort, truth_by_evaluation, 255},
}};

}  // namespace

std::span<const FunctionRow> chapter_aggregate() { return kRows; }

}  // namespace schakel::fhirpath
