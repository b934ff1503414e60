#include "validation/rules/compare.h"

#include "validation/names.h"

namespace schakel::validation::rules {

namespace {

// The n-th child of that name; null if there are fewer.
const Node* nth(const Node& parent, Name name, std::size_t n) {
  const Node* c = parent.child(name);
  while (c != nullptr && n-- > 0) c = c->next_of_same_name();
  return c;
}

std::size_t position_of(const Node& node, const Node& parent) {
  std::size_t n = 0;
  for (const Node* c = parent.first_child(); c != &node; c = c->next()) {
    if (c->name() == node.name()) ++n;
  }
  return n;
}

bool same_value(const Node& value, const Node& wanted) {
  return !wanted.has_value() || (value.has_value() && value.value() == wanted.value());
}

}  // namespace

bool fits(const Node& value, const Node& wanted, Fit how) { return difference(value, wanted, how).at == nullptr; }

Difference difference(const Node& value, const Node& wanted, Fit how) {
  const Name id = Names::get().id;
  if (!same_value(value, wanted)) return {&value, &wanted, false, false, false};
  for (const Node* w = wanted.first_child(); w != nullptr; w = w->next()) {
    if (w->name() == id) continue;
    if (how == Fit::fixed) {
      const Node* v = nth(value, w->name(), position_of(*w, wanted));
      if (v == nullptr) return {&value, w, true, false, false};
      if (const Difference d = difference(*v, *w, how); d.at != nullptr) return d;
      continue;
    }
    const Node* v = value.child(w->name());
    if (v == nullptr) return {&value, w, true, false, false};
    const bool repeats = w->repeats() || v->next_of_same_name() != nullptr;
    bool found = false;
    Difference last;
    for (; v != nullptr && !found; v = v->next_of_same_name()) {
      last = difference(*v, *w, how);
      found = last.at == nullptr;
    }
    if (found) continue;
    return repeats ? Difference{&value, w, false, false, true} : last;
  }
  if (how == Fit::pattern) return {};
  for (const Node* v = value.first_child(); v != nullptr; v = v->next()) {
    if (v->name() == id || nth(wanted, v->name(), position_of(*v, value)) != nullptr) continue;
    return {v, nullptr, false, true, false};
  }
  if (value.has_value() && !wanted.has_value() && wanted.first_child() != nullptr)
    return {&value, &wanted, false, true, false};
  return {};
}

}  // namespace schakel::validation::rules
