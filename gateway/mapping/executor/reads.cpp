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

void Reads::whole(const Node& node) {
  if (!on_) return;
  walk(node, [this](const Node& n) { read_.insert(&n); });
}

void Reads::expression(const Node& node, std::span<const Name> names, bool whole_below) {
  if (!on_) return;
  if (node.has_value()) read_.insert(&node);
  bool deeper = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (std::find(names.begin(), names.end(), c->name()) == names.end()) continue;
    deeper = true;
    expression(*c, names, whole_below);
  }
  if (whole_below && !deeper) whole(node);
}

void Reads::finish(const Tree& source) {
  if (!on_ || source.root() == nullptr) return;
  walk(*source.root(), [this](const Node& n) {
    if (n.has_value() && read_.count(&n) == 0) unmapped_.push_back(&n);
  });
}

}  // namespace schakel::mapping
