#include "tree/tree.h"

#include <vector>

namespace schakel {

Node* Tree::create(Name name) {
  Node* node = make(name);
  if (root_ == nullptr) root_ = node;
  return node;
}

Node* Tree::insert_before(Node& parent, Node* before, Name name) {
  Node* node = make(name);
  adopt(parent, *node, before);
  return node;
}

void Tree::detach(Node& node) {
  Node* parent = node.parent_;
  if (parent == nullptr) {
    if (root_ == &node) root_ = nullptr;
    return;
  }
  Node* before = nullptr;
  for (Node* c = parent->first_; c != &node; c = c->next_) before = c;
  (before != nullptr ? before->next_ : parent->first_) = node.next_;
  if (parent->last_ == &node) parent->last_ = before;
  node.parent_ = nullptr;
  node.next_ = nullptr;
}

void Tree::adopt(Node& parent, Node& node, Node* before) {
  node.parent_ = &parent;
  node.next_ = before;
  if (before == nullptr) {
    (parent.last_ != nullptr ? parent.last_->next_ : parent.first_) = &node;
    parent.last_ = &node;
    return;
  }
  if (parent.first_ == before) {
    parent.first_ = &node;
    return;
  }
  Node* c = parent.first_;
  while (c->next_ != before) c = c->next_;
  c->next_ = &node;
}

Node* Tree::copy(const Node& from) {
  const auto one = [this](const Node& n) {
    Node* to = make(Name::lookup(n.name().text(), *arena_));
    to->type_ = Name::lookup(n.type().text(), *arena_);
    to->origin_ = n.origin_;
    to->element_ = n.element_;
    to->span_ = n.span_;
    to->flags_ = n.flags_;
    if (n.kind_ != ValueKind::none) set_value(*to, n.kind_, keep(n.value().reveal()));
    return to;
  };
  // Without recursion: a document may be as deep as Limits allow.
  struct Pair {
    const Node* from;
    Node* to;
  };
  Node* root = one(from);
  std::vector<Pair> open{{&from, root}};
  while (!open.empty()) {
    const Pair p = open.back();
    open.pop_back();
    for (const Node* c = p.from->first_child(); c != nullptr; c = c->next()) {
      Node* to = one(*c);
      adopt(*p.to, *to);
      if (c->first_child() != nullptr) open.push_back({c, to});
    }
  }
  return root;
}

void Tree::clear_value(Node& node) {
  node.kind_ = ValueKind::none;
  node.value_ = nullptr;
  node.value_size_ = 0;
}

}  // namespace schakel
