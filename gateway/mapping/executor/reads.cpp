#include "mapping/executor/reads.h"

#include <algorithm>

namespace schakel::mapping {

namespace {

template <class Visit>
void walk(const Node& node, const Visit& visit) {
  visit(node);
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) walk(*c, visit);
}

}  // namespace

void Reads::add_all(const Node& node) {
  walk(node, [this](const Node& n) { read_.insert(&n); });
}

// By its own name, or the stem of its choice.
bool Reads::is_named(const Node& node, std::span<const Name> names) const {
  if (std::find(names.begin(), names.end(), node.name()) != names.end()) return true;
  const fhir::Element* row = node.element() == 0 ? nullptr : definitions_.element(node.element());
  return row != nullptr && row->choice() && std::find(names.begin(), names.end(), row->name) != names.end();
}

void Reads::expression(const Node& node, std::span<const Name> names, bool whole_here, bool whole_below) {
  if (!on_) return;
  if (node.has_value()) read_.insert(&node);
  bool deeper = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (!is_named(*c, names)) continue;
    deeper = true;
    expression(*c, names, whole_below, whole_below);
  }
  if (whole_here && !deeper) whole(node);
}

void Reads::finish(const Tree& source) {
  if (!on_ || source.root() == nullptr) return;
  walk(*source.root(), [this](const Node& n) {
    if (n.has_value() && read_.count(&n) == 0) unmapped_.push_back(&n);
  });
}

}  // namespace schakel::mapping
