#pragma once
// Tree: the nodes of one document in one arena, and the only way to change them. See node.h for the shape.

#include "base/arena.h"
#include "tree/node.h"

#include <string_view>

namespace schakel {

class Tree {
 public:
  // The arena must outlive the tree and every node of it.
  explicit Tree(Arena& arena) : arena_(&arena) {}

  [[nodiscard]] Arena& arena() const { return *arena_; }
  [[nodiscard]] Node* root() const { return root_; }
  [[nodiscard]] std::size_t size() const { return count_; }

  // The received bytes that spans count in; empty when the tree was not read from a document.
  [[nodiscard]] std::string_view source() const { return source_; }
  void set_source(std::string_view bytes) { source_ = bytes; }

  Name name(std::string_view text) { return Name::lookup(text, *arena_); }

  // A node without parent; the first one becomes the root.
  Node* create(Name name);
  Node* append(Node& parent, Name name) {
    Node* node = make(name);
    node->parent_ = &parent;
    (parent.last_ != nullptr ? parent.last_->next_ : parent.first_) = node;
    parent.last_ = node;
    return node;
  }
  Node* insert_before(Node& parent, Node* before, Name name);  // null: at the end
  // Takes the node and what is below it out of its parent. It stays valid (arena) and can be adopted again.
  void detach(Node& node);
  // Detaches all children for which `drop(child)` holds, in one pass.
  template <class Predicate>
  void prune(Node& parent, Predicate drop);
  // Makes a detached node the last child of parent, or the one before `before`.
  void adopt(Node& parent, Node& node, Node* before = nullptr);
  // A deep copy of a node of any tree, values included; detached. Keeps spans, origins, types, flags.
  Node* copy(const Node& from);
  void set_root(Node& node) { root_ = &node; }

  // The bytes must live as long as the arena: a view into the received document, or text kept with keep().
  void set_value(Node& node, ValueKind kind, std::string_view bytes) {
    node.kind_ = kind;
    node.value_ = bytes.data();
    node.value_size_ = static_cast<std::uint32_t>(bytes.size());
  }
  std::string_view keep(std::string_view text) { return arena_->copy(text); }
  void clear_value(Node& node);

  void set_name(Node& node, Name name) { node.name_ = name; }
  void set_type(Node& node, Name type) { node.type_ = type; }
  // Sets type and resource(): for roots, `contained`, Bundle.entry.resource, Parameters.parameter.resource and the
  // like.
  void set_resource(Node& node, Name type) {
    node.type_ = type;
    set_flag(node, Node::kResource, true);
  }
  // For a FHIR primitive that has no value but an id or extensions.
  void set_primitive(Node& node, bool primitive) { set_flag(node, Node::kPrimitive, primitive); }
  void set_span(Node& node, Span span) { node.span_ = span; }
  // The same where readers have the two at hand: GCC 12 puts a Span together in memory, in two steps that one load then
  // waits for.
  void set_span(Node& node, std::uint32_t begin, std::uint32_t end) {
    node.span_.begin = begin;
    node.span_.end = end;
  }
  void set_span_end(Node& node, std::uint32_t end) { node.span_.end = end; }
  void set_origin(Node& node, const Node* origin) { node.origin_ = origin; }
  void set_repeats(Node& node, bool repeats) { set_flag(node, Node::kRepeats, repeats); }
  void set_attribute(Node& node, bool attribute) { set_flag(node, Node::kAttribute, attribute); }
  void set_misshapen(Node& node, bool misshapen) { set_flag(node, Node::kMisshapen, misshapen); }
  void set_element(Node& node, std::uint32_t element) { node.element_ = element; }

 private:
  Node* make(Name name) {
    Node* node = arena_->make<Node>();
    node->name_ = name;
    ++count_;
    return node;
  }
  static void set_flag(Node& node, std::uint8_t flag, bool on) {
    node.flags_ = static_cast<std::uint8_t>(on ? node.flags_ | flag : node.flags_ & ~flag);
  }

  Arena* arena_;
  Node* root_ = nullptr;
  std::size_t count_ = 0;
  std::string_view source_;
};

template <class Predicate>
void Tree::prune(Node& parent, Predicate drop) {
  Node* kept = nullptr;
  for (Node* c = parent.first_; c != nullptr;) {
    Node* next = c->next_;
    if (drop(static_cast<const Node&>(*c))) {
      (kept != nullptr ? kept->next_ : parent.first_) = next;
      c->parent_ = nullptr;
      c->next_ = nullptr;
    } else {
      kept = c;
    }
    c = next;
  }
  parent.last_ = kept;
}

}  // namespace schakel
