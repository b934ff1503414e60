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
  Node* append(Node& parent, Name name);
  Node* insert_before(Node& parent, Node* before, Name name);  // null: at the end
  // Takes the node and what is below it out of its parent. It stays valid (arena) and can be adopted again.
  void detach(Node& node);
  // Makes a detached node the last child of parent, or the one before `before`.
  void adopt(Node& parent, Node& node, Node* before = nullptr);
  // A deep copy of a node of any tree, values included; detached. Keeps spans, origins, types, flags.
  Node* copy(const Node& from);
  void set_root(Node& node) { root_ = &node; }

  // The bytes must live as long as the arena: a view into the received document, or text kept with keep().
  void set_value(Node& node, ValueKind kind, std::string_view bytes);
  std::string_view keep(std::string_view text) { return arena_->copy(text); }
  void clear_value(Node& node);

  void set_name(Node& node, Name name) { node.name_ = name; }
  void set_type(Node& node, Name type) { node.type_ = type; }
  // Sets type and resource(): for roots, `contained`, Bundle.entry.resource, Parameters.parameter.resource and the like.
  void set_resource(Node& node, Name type);
  // For a FHIR primitive that has no value but an id or extensions.
  void set_primitive(Node& node, bool primitive);
  void set_span(Node& node, Span span) { node.span_ = span; }
  void set_origin(Node& node, const Node* origin) { node.origin_ = origin; }
  void set_repeats(Node& node, bool repeats);
  void set_attribute(Node& node, bool attribute);
  void set_misshapen(Node& node, bool misshapen);
  void set_element(Node& node, std::uint32_t element) { node.element_ = element; }

 private:
  Node* make(Name name);

  Arena* arena_;
  Node* root_ = nullptr;
  std::size_t count_ = 0;
  std::string_view source_;
};

}  // namespace schakel
