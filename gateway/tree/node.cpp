#include "tree/node.h"

#include <vector>

namespace schakel {

Node* Node::child(Name name) const {
  for (Node* c = first_; c != nullptr; c = c->next_) {
    if (c->name_ == name) return c;
  }
  return nullptr;
}

Node* Node::child(std::string_view name) const {
  for (Node* c = first_; c != nullptr; c = c->next_) {
    if (c->name_ == name) return c;
  }
  return nullptr;
}

Node* Node::next_of_same_name() const {
  for (Node* c = next_; c != nullptr; c = c->next_) {
    if (c->name_ == name_) return c;
  }
  return nullptr;
}

std::string fhirpath_of(const Node& node) {
  std::vector<const Node*> way;
  for (const Node* n = &node; n != nullptr; n = n->parent()) way.push_back(n);
  std::string path;
  for (auto it = way.rbegin(); it != way.rend(); ++it) {
    const Node& n = **it;
    if (!path.empty()) path += '.';
    path += n.name().text();
    if (!n.repeats() || n.parent() == nullptr) continue;
    std::size_t index = 0;
    for (const Node* c = n.parent()->first_child(); c != &n; c = c->next()) {
      if (c->name() == n.name()) ++index;
    }
    path += '[' + std::to_string(index) + ']';
  }
  return path;
}

}  // namespace schakel
