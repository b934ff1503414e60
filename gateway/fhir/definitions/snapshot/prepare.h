#pragma once
// Before the walk: what is wrong with the StructureDefinition as a whole, and the differential as the walk wants it.

#include "fhir/definitions/snapshot/walk.h"

#include <string>

namespace schakel::fhir::snapshot {

// What keeps a snapshot from being made, from the StructureDefinition and its base alone; empty: nothing.
// `needs_base`: false for a model that derives from nothing.
std::string fault_of(const Node& structure, const Node* base, bool needs_base);

// The differential's elements as copies in `tree`, detached. Ids in it count for one thing only: where one names a
// slice that no element of the differential is (`Patient.identifier:x.system` alone), that slice is put in before it,
// as the path alone would mean every identifier.
DiffList read_differential(Tree& tree, const Node& structure);

// Puts the differential into the order of its base and of the types it walks into. Slices keep their order.
class Sorter {
 public:
  Sorter(const BaseList& base, Walker& walker) : base_(base), walker_(walker) {}
  void sort(DiffList& diff) { sort(diff, 0, diff.size(), 0); }
  // [begin, end), whose elements share the first `depth` parts.
  void sort(DiffList& diff, std::size_t begin, std::size_t end, std::size_t depth);

 private:
  [[nodiscard]] std::size_t rank(std::string_view path) const;

  const BaseList& base_;
  Walker& walker_;
};

// What is stated on a slicer's children holds for every slice: it is laid under, or put into, each of them.
void push_into_slices(Tree& tree, DiffList& diff, Sorter& sorter);

}  // namespace schakel::fhir::snapshot
