#include "fhirpath/equality.h"

#include "fhirpath/quantity.h"
#include "fhirpath/unicode.h"

#include <algorithm>
#include <vector>

namespace schakel::fhirpath {

namespace {

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

bool moments(const Value& a, const Value& b, Order& order) {
  Moment x;
  Moment y;
  // A date is a dateTime without a time (http://hl7.org/fhirpath/N1/#conversion).
  if (!parse_moment(a.text, a.type, x) || !parse_moment(b.text, b.type, y)) return false;
  order = compare(x, y);
  return true;
}

Truth equal_quantities(const Value& a, const Value& b) {
  Decimal x;
  Decimal y;
  const Common c = to_common_unit(a, b, false, x, y);
  // A length is no mass: that is known, whatever the numbers.
  if (c == Common::no && unlike(a, b)) return Truth::no;
  if (c != Common::yes) return Truth::empty;
  return truth(compare(x, y) == 0);
}

Truth equal_moments(const Value& a, const Value& b) {
  Order order = Order::unknown;
  if (!moments(a, b, order)) return truth(a.text == b.text);
  return order == Order::unknown ? Truth::empty : truth(order == Order::equal);
}

Truth equal_system(const Value& a, const Value& b) {
  if (a.type == ValueType::string && b.type == ValueType::string) return truth(a.text == b.text);
  if (a.type == ValueType::boolean && b.type == ValueType::boolean) return truth(a.boolean == b.boolean);
  if (is_number(a) && is_number(b)) {
    if (a.type != ValueType::decimal && b.type != ValueType::decimal) return truth(a.integer == b.integer);
    return truth(compare(number_of(a), number_of(b)) == 0);
  }
  const bool qa = a.type == ValueType::quantity;
  const bool qb = b.type == ValueType::quantity;
  if ((qa && (qb || is_number(b))) || (qb && is_number(a))) return equal_quantities(a, b);
  if (is_moment(a) && is_moment(b)) {
    if ((a.type == ValueType::time) != (b.type == ValueType::time)) return Truth::no;
    return equal_moments(a, b);
  }
  if (a.type == ValueType::type_info && b.type == ValueType::type_info) return truth(a.text == b.text);
  return Truth::no;
}

// Two elements with text of one type: equal texts are equal whatever the type says, others differ if the type is one of
// strings. `empty`: not that simple.
Truth equal_texts(const Node& a, const Node& b) {
  if (a.kind() != ValueKind::string || b.kind() != ValueKind::string || !(a.type() == b.type())) return Truth::empty;
  if (a.value() == b.value()) return Truth::yes;
  ValueType type = ValueType::string;
  const bool text = a.type().empty() || (system_type_of(a.type(), type) && type == ValueType::string);
  return text ? Truth::no : Truth::empty;
}

// Rounded to the digits of the less precise one; trailing zeros do not count (http://hl7.org/fhirpath/N1/#equivalent).
bool equivalent_decimals(const Decimal& a, const Decimal& b) {
  const Decimal x = normalised(a);
  const Decimal y = normalised(b);
  const std::int32_t places = std::min(x.scale, y.scale);
  Decimal p;
  Decimal q;
  return round_to(x, places, p) && round_to(y, places, q) && compare(p, q) == 0;
}

bool equivalent_system(const Value& a, const Value& b) {
  if (a.type == ValueType::string && b.type == ValueType::string) return unicode::equivalent(a.text, b.text);
  if (is_number(a) && is_number(b)) {
    if (a.type != ValueType::decimal && b.type != ValueType::decimal) return a.integer == b.integer;
    return equivalent_decimals(number_of(a), number_of(b));
  }
  const bool qa = a.type == ValueType::quantity;
  const bool qb = b.type == ValueType::quantity;
  if ((qa && (qb || is_number(b))) || (qb && is_number(a))) {
    Decimal x;
    Decimal y;
    return to_common_unit(a, b, true, x, y) == Common::yes && equivalent_decimals(x, y);
  }
  if (is_moment(a) && is_moment(b)) {
    Order order = Order::unknown;
    return (a.type == ValueType::time) == (b.type == ValueType::time) && moments(a, b, order) && order == Order::equal;
  }
  return equal_system(a, b) == Truth::yes;
}

// The order of children does not count: each child of one finds a partner in the other.
bool equivalent_nodes(Machine& m, const Node& a, const Node& b) {
  if (a.has_value() != b.has_value()) return false;
  if (a.has_value() && !equivalent_system(m.primitive(Value::of(a)), m.primitive(Value::of(b)))) return false;
  std::vector<const Node*> left;
  for (const Node* c = b.first_child(); c != nullptr; c = c->next()) left.push_back(c);
  for (const Node* c = a.first_child(); c != nullptr; c = c->next()) {
    const auto partner = std::find_if(left.begin(), left.end(), [&](const Node* d) {
      return m.spend(1) && c->name() == d->name() && equivalent(m, Value::of(*c), Value::of(*d));
    });
    if (partner == left.end()) return false;
    left.erase(partner);
  }
  return left.empty();
}

}  // namespace

bool deep_equal(Machine& m, const Node& a, const Node& b) {
  if (&a == &b) return true;
  if (!m.spend(1)) return false;
  if (a.has_value() != b.has_value()) return false;
  if (a.has_value()) {
    Truth same = equal_texts(a, b);
    if (same == Truth::empty) same = equal_system(m.primitive(Value::of(a)), m.primitive(Value::of(b)));
    if (same != Truth::yes) return false;
  }
  // Members of one name in their order, names in any (XML has an order, JSON has none).
  std::size_t count_a = 0;
  std::size_t count_b = 0;
  for (const Node* c = b.first_child(); c != nullptr; c = c->next()) ++count_b;
  const Node* same_place = b.first_child();
  for (const Node* c = a.first_child(); c != nullptr; c = c->next()) {
    ++count_a;
    const Node* partner = same_place;
    if (partner == nullptr || !(partner->name() == c->name())) {
      std::size_t nth = 0;
      for (const Node* e = a.first_child(); e != c; e = e->next()) nth += e->name() == c->name() ? 1 : 0;
      partner = b.child(c->name());
      while (partner != nullptr && nth-- > 0) partner = partner->next_of_same_name();
    }
    if (partner == nullptr || !deep_equal(m, *c, *partner)) return false;
    if (same_place != nullptr) same_place = same_place->next();
  }
  return count_a == count_b;
}

Truth equal(Machine& m, const Value& a, const Value& b) {
  if (a.is_node() && b.is_node()) {
    if (a.node == b.node) return Truth::yes;
    const Truth quick = equal_texts(*a.node, *b.node);
    if (quick != Truth::empty && a.node->first_child() == nullptr && b.node->first_child() == nullptr) return quick;
    // Two elements are equal when all their children are: ids and extensions of primitives too.
    const bool plain = a.node->has_value() && b.node->has_value() && a.node->first_child() == nullptr &&
                       b.node->first_child() == nullptr;
    if (!plain) {
      const Value x = m.system(a);
      const Value y = m.system(b);
      if (x.type == ValueType::quantity && y.type == ValueType::quantity) return equal_system(x, y);
      return truth(deep_equal(m, *a.node, *b.node));
    }
  }
  const Value x = m.system(a);
  const Value y = m.system(b);
  if (x.is_node() || y.is_node()) return Truth::no;
  return equal_system(x, y);
}

bool equivalent(Machine& m, const Value& a, const Value& b) {
  // Primitives are equivalent as their values are, ids and extensions aside; two without a value are as two empty
  // collections.
  const auto primitive = [](const Value& v) { return v.is_node() && (v.node->has_value() || v.node->primitive()); };
  if (primitive(a) && primitive(b)) {
    if (!has_content(a) || !has_content(b)) return !has_content(a) && !has_content(b);
    return equivalent_system(m.primitive(a), m.primitive(b));
  }
  if (a.is_node() && b.is_node() &&
      (a.node == b.node || a.node->first_child() != nullptr || b.node->first_child() != nullptr)) {
    const Value x = m.system(a);
    const Value y = m.system(b);
    if (x.type == ValueType::quantity && y.type == ValueType::quantity) return equivalent_system(x, y);
    return a.node == b.node || equivalent_nodes(m, *a.node, *b.node);
  }
  const Value x = m.system(a);
  const Value y = m.system(b);
  if (x.is_node() || y.is_node()) return x.is_node() && y.is_node() && !x.node->has_value() && !y.node->has_value();
  return equivalent_system(x, y);
}

Truth equal(Machine& m, std::span<const Value> a, std::span<const Value> b) {
  if (a.empty() || b.empty()) return Truth::empty;
  if (a.size() != b.size()) return Truth::no;
  Truth all = Truth::yes;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Truth t = equal(m, a[i], b[i]);
    if (t == Truth::no) return Truth::no;
    if (t == Truth::empty) all = Truth::empty;
  }
  return all;
}

bool equivalent(Machine& m, std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return false;
  if (a.size() == 1) return equivalent(m, a[0], b[0]);
  std::vector<const Value*> left;
  for (const Value& v : b) left.push_back(&v);
  for (const Value& v : a) {
    const auto partner =
        std::find_if(left.begin(), left.end(), [&](const Value* w) { return m.spend(1) && equivalent(m, v, *w); });
    if (partner == left.end()) return false;
    left.erase(partner);
  }
  return true;
}

bool compare_values(const Value& a, const Value& b, Order& order) {
  const auto sign = [](int c) { return c < 0 ? Order::less : (c > 0 ? Order::greater : Order::equal); };
  if (is_number(a) && is_number(b)) {
    if (a.type != ValueType::decimal && b.type != ValueType::decimal) {
      order = a.integer < b.integer ? Order::less : (a.integer > b.integer ? Order::greater : Order::equal);
    } else {
      order = sign(compare(number_of(a), number_of(b)));
    }
    return true;
  }
  // UTF-8 sorts as its code points do.
  if (a.type == ValueType::string && b.type == ValueType::string) {
    order = sign(a.text.compare(b.text));
    return true;
  }
  const bool qa = a.type == ValueType::quantity;
  const bool qb = b.type == ValueType::quantity;
  if ((qa && (qb || is_number(b))) || (qb && is_number(a))) {
    Decimal x;
    Decimal y;
    order = to_common_unit(a, b, false, x, y) == Common::yes ? sign(compare(x, y)) : Order::unknown;
    return true;
  }
  if (is_moment(a) && is_moment(b) && (a.type == ValueType::time) == (b.type == ValueType::time))
    return moments(a, b, order);
  return false;
}

EqualitySet::EqualitySet(Machine& m, std::size_t expected) : m_(m) { make_room(expected); }

void EqualitySet::make_room(std::size_t items) {
  const Item* old = items_;
  items_ = static_cast<Item*>(m_.scratch.allocate(items * sizeof(Item), alignof(Item)));
  for (std::size_t i = 0; i < size_; ++i) new (items_ + i) Item(old[i]);
  room_ = items;
  if (items <= kFew) return;
  const bool hashed = table_ != nullptr;
  capacity_ = 16;
  while (capacity_ < items * 2) capacity_ *= 2;
  table_ = static_cast<std::uint32_t*>(m_.scratch.allocate(capacity_ * sizeof(std::uint32_t), alignof(std::uint32_t)));
  std::fill_n(table_, capacity_, 0U);
  for (std::size_t i = 0; i < size_; ++i) {
    if (!hashed) items_[i].hash = hash(items_[i].value);
    std::size_t at = items_[i].hash & (capacity_ - 1);
    while (table_[at] != 0) at = (at + 1) & (capacity_ - 1);
    table_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

// Equal values have equal hashes; what may be equal in several spellings shares one.
std::uint32_t EqualitySet::hash(const Value& v) const {
  const auto of_text = [](std::string_view text, std::uint32_t seed) {
    std::uint32_t h = 2166136261U ^ seed;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
    return h ^ (h >> 15);
  };
  const Value s = m_.primitive(v);
  switch (s.type) {
    case ValueType::string: return of_text(s.text, 1);
    case ValueType::boolean: return s.boolean ? 11 : 12;
    case ValueType::integer:
    case ValueType::long_integer: return static_cast<std::uint32_t>(s.integer) * 2654435761U;
    case ValueType::decimal: {
      std::int64_t whole = 0;
      const Decimal d = normalised(*s.decimal);
      if (d.scale == 0 && to_integer(d, Direction::towards_zero, whole))
        return static_cast<std::uint32_t>(whole) * 2654435761U;
      return of_text(to_text(d), 2);
    }
    case ValueType::type_info: return of_text(s.text, 3);
    case ValueType::node: {
      if (m_.is_quantity_type(*s.node)) return 4;
      std::uint32_t sum = 5;
      for (const Node* c = s.node->first_child(); c != nullptr; c = c->next()) {
        const Value child = m_.primitive(Value::of(*c));
        sum += c->name().hash() + (child.type == ValueType::string ? of_text(child.text, 1) : 0);
      }
      return sum;
    }
    default: return 4;
  }
}

std::size_t EqualitySet::find(const Value& v, std::uint32_t hash) const {
  if (table_ == nullptr) {
    std::size_t i = 0;
    while (i < size_ && equal(m_, items_[i].value, v) != Truth::yes) ++i;
    return i;
  }
  std::size_t i = hash & (capacity_ - 1);
  for (; table_[i] != 0; i = (i + 1) & (capacity_ - 1)) {
    m_.spend(1);
    const Item& item = items_[table_[i] - 1];
    if (item.hash == hash && equal(m_, item.value, v) == Truth::yes) break;
  }
  return i;
}

bool EqualitySet::insert(const Value& v) {
  if (size_ == room_) make_room(std::max<std::size_t>(room_ * 2, kFew));
  const std::uint32_t h = table_ == nullptr ? 0 : hash(v);
  const std::size_t at = find(v, h);
  if (table_ == nullptr ? at < size_ : table_[at] != 0) return false;
  new (items_ + size_++) Item{v, h};
  if (table_ != nullptr) table_[at] = static_cast<std::uint32_t>(size_);
  return true;
}

bool EqualitySet::contains(const Value& v) const {
  if (table_ == nullptr) return find(v, 0) < size_;
  return table_[find(v, hash(v))] != 0;
}

}  // namespace schakel::fhirpath
