#pragma once
// Puts values into the target tree as its types say: names of choices, repeats, kinds of values, copies from other
// trees. Knows nothing of rules.

#include "fhir/definitions/definitions.h"
#include "mapping/executor/value.h"
#include "mapping/program/place.h"
#include "tree/tree.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace schakel::mapping {

class Builder {
 public:
  explicit Builder(const fhir::Definitions& definitions) : definitions_(definitions) {}
  void start(Tree& tree) { tree_ = &tree; }
  [[nodiscard]] Tree& tree() const { return *tree_; }

  // The type of a node as it stands: what it says itself, else what is known of it.
  [[nodiscard]] const fhir::Type* type_of(const Node& node, const fhir::Type* known) const;

  // Settles which type of a choice a value takes. False: none of them.
  bool choose(Place& place, const Made& made, std::string& error) const;
  // A new child at a place, or the one a single element has. `type`: of the child, where the place leaves it open.
  Node* child(Node& parent, const Place& place, const fhir::Type* type, const Node* origin);
  // A new child by name, for what the executor makes itself; null when the type has no such element.
  Node* add(Node& parent, const fhir::Type* parent_type, Name name, std::string_view text, const Node* origin);
  Node* add(Node& parent, const Place& place, std::string_view text, const Node* origin);
  // A detached node of a type.
  Node* detached(const fhir::Type* type, Name name, const Node* origin);

  // Puts a value at a place that is not open; the node it stands in now goes to `stored` (null: nothing was stored).
  // False: `error` says why the value cannot stand there, `bad_value` the text that is to blame, if any.
  bool store(Node& parent, const Place& place, const Made& made, const Node* origin, Node*& stored, std::string& error,
             std::string_view& bad_value);

  // http://hl7.org/fhir/R4/datatypes.html#code: single blanks inside and none around. Senders put texts where codes
  // belong; store() makes codes of them.
  static bool is_code(std::string_view text);
  // A value of the type's kind. False: the text is none.
  bool set_text(Node& node, const fhir::Type* type, std::string_view text) {
    return set_text(node, kind_of(type), text);
  }
  bool set_text(Node& node, ValueKind kind, std::string_view text);
  // The children of one node into another of that type, deep, each with its origin; `to` may lie inside `from`.
  void copy_into(const Node& from, Node& to, const fhir::Type* type);

  // At the end: elements in the order of their definitions (stable), empty ones gone.
  void finish(Node& root);

 private:
  void copy_children(const Node& from, Node& to, const fhir::Type* type);
  static Node* after(const Node& parent, const Place& place);
  void describe(Node& node, const Place& place, const fhir::Type* type);
  bool prune_and_sort(Node& node, int depth);
  void sort_children(Node& node);
  void mark_primitive(Node& node);

  const fhir::Definitions& definitions_;
  Tree* tree_ = nullptr;
  std::vector<std::pair<std::uint32_t, Node*>> order_;  // of the node that is being sorted
};

}  // namespace schakel::mapping
