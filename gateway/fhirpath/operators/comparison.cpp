// Equality, order and membership: http://hl7.org/fhirpath/N1/#operations

#include "fhirpath/equality.h"
#include "fhirpath/operators/table.h"
#include "fhirpath/paths.h"

namespace schakel::fhirpath {

namespace {

// Both sides as collections; what they took of the scratch memory is given back at the end. A literal needs none.
class Sides {
 public:
  Sides(Machine& m, const Operation& op, const Frame& f)
      : m_(m), mark_(m.scratch.mark()), a_(m.scratch), b_(m.scratch) {
    good_ = m.items_of(*op.arguments[0], f, a_, left) && m.items_of(*op.arguments[1], f, b_, right);
  }
  ~Sides() {
    if (m_.slots.empty()) m_.scratch.release(mark_);
  }
  Sides(const Sides&) = delete;
  Sides& operator=(const Sides&) = delete;

  [[nodiscard]] bool good() const { return good_; }
  std::span<const Value> left;
  std::span<const Value> right;

 private:
  Machine& m_;
  Scratch::Mark mark_;
  Collection a_;
  Collection b_;
  bool good_ = false;
};

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

Truth negate(Truth t) {
  if (t == Truth::yes) return Truth::no;
  return t == Truth::no ? Truth::yes : t;
}

// `unknown` both for empty sides and for an order that precisions leave open.
bool order_of(Machine& m, const Operation& op, const Frame& f, Order& order) {
  Value left;
  Value right;
  std::size_t lefts = 0;
  std::size_t rights = 0;
  if (!m.first_of(*op.arguments[0], f, left, lefts) || !m.first_of(*op.arguments[1], f, right, rights)) return false;
  order = Order::unknown;
  if (lefts == 0 || rights == 0) return true;
  if (lefts > 1 || rights > 1) {
    return m.fail(op, "operator '" + std::string(op.code) + "' compares single items, not " + std::to_string(lefts) +
                          " with " + std::to_string(rights));
  }
  if (!has_content(left) || !has_content(right)) return true;
  const Value a = m.system(left);
  const Value b = m.system(right);
  if (compare_values(a, b, order)) return true;
  return m.fail(op, "operator '" + std::string(op.code) + "' cannot compare " + type_name(a) + " with " + type_name(b));
}

Truth member(Machine& m, const Operation& op, std::span<const Value> item, std::span<const Value> collection) {
  if (item.empty()) return Truth::empty;
  if (item.size() > 1) {
    m.fail(op,
           "operator '" + std::string(op.code) + "' looks for a single item, not for " + std::to_string(item.size()));
    return Truth::failed;
  }
  for (const Value& v : collection) {
    if (!m.spend(1)) {
      m.too_costly(op);
      return Truth::failed;
    }
    if (equal(m, item[0], v) == Truth::yes) return Truth::yes;
  }
  return Truth::no;
}

}  // namespace

Truth compare_equal(Machine& m, const Operation& op, const Frame& f) {
  const Operation& left = *op.arguments[0];
  const Operation& right = *op.arguments[1];
  if (right.evaluate == evaluate_literal && right.literal.type == ValueType::string) {
    if (is_path(left)) return path_equals_text(m, left, f, right.literal.text);
    if (left.held != nullptr) return items_equal_text(m, left.held(m, left, f), right.literal.text);
  }
  const Sides sides(m, op, f);
  return sides.good() ? equal(m, sides.left, sides.right) : Truth::failed;
}

Truth compare_not_equal(Machine& m, const Operation& op, const Frame& f) { return negate(compare_equal(m, op, f)); }

Truth compare_equivalent(Machine& m, const Operation& op, const Frame& f) {
  const Sides sides(m, op, f);
  return sides.good() ? truth(equivalent(m, sides.left, sides.right)) : Truth::failed;
}

Truth compare_not_equivalent(Machine& m, const Operation& op, const Frame& f) {
  return negate(compare_equivalent(m, op, f));
}

Truth compare_less(Machine& m, const Operation& op, const Frame& f) {
  Order o = Order::unknown;
  if (!order_of(m, op, f, o)) return Truth::failed;
  return o == Order::unknown ? Truth::empty : truth(o == Order::less);
}

Truth compare_less_or_equal(Machine& m, const Operation& op, const Frame& f) {
  Order o = Order::unknown;
  if (!order_of(m, op, f, o)) return Truth::failed;
  return o == Order::unknown ? Truth::empty : truth(o != Order::greater);
}

Truth compare_greater(Machine& m, const Operation& op, const Frame& f) {
  Order o = Order::unknown;
  if (!order_of(m, op, f, o)) return Truth::failed;
  return o == Order::unknown ? Truth::empty : truth(o == Order::greater);
}

Truth compare_greater_or_equal(Machine& m, const Operation& op, const Frame& f) {
  Order o = Order::unknown;
  if (!order_of(m, op, f, o)) return Truth::failed;
  return o == Order::unknown ? Truth::empty : truth(o != Order::less);
}

Truth member_in(Machine& m, const Operation& op, const Frame& f) {
  const Sides sides(m, op, f);
  return sides.good() ? member(m, op, sides.left, sides.right) : Truth::failed;
}

Truth member_contains(Machine& m, const Operation& op, const Frame& f) {
  const Sides sides(m, op, f);
  return sides.good() ? member(m, op, sides.right, sides.left) : Truth::failed;
}

}  // namespace schakel::fhirpath
