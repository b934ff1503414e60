#pragma once
// Which nodes of the source a map has read, so that what nobody maps can be listed. Costs nothing while it is off.

#include "fhir/definitions/definitions.h"
#include "tree/tree.h"

#include <span>
#include <unordered_set>
#include <vector>

namespace schakel::mapping {

class Reads {
 public:
  Reads(const fhir::Definitions& definitions, bool on) : definitions_(definitions), on_(on) {}
  [[nodiscard]] bool on() const { return on_; }
  void start() {
    read_.clear();
    unmapped_.clear();
  }

  // The node's own value was bound to a variable.
  void value(const Node& node) {
    if (on_) read_.insert(&node);
  }
  // The node was copied with all that is below it.
  void whole(const Node& node) {
    if (on_) add_all(node);
  }
  // An expression was evaluated on the node: what its names reach is read; `whole_below`: with all that is below, as
  // our own functions look into composites; `whole_here`: such a function was called on the node itself.
  void expression(const Node& node, std::span<const Name> names, bool whole_here, bool whole_below);

  // Fills unmapped().
  void finish(const Tree& source);
  [[nodiscard]] const std::vector<const Node*>& unmapped() const { return unmapped_; }

 private:
  void add_all(const Node& node);
  [[nodiscard]] bool is_named(const Node& node, std::span<const Name> names) const;

  const fhir::Definitions& definitions_;
  bool on_;
  std::unordered_set<const Node*> read_;
  std::vector<const Node*> unmapped_;
};

}  // namespace schakel::mapping
