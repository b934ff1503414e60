#pragma once
// Specialisations (derivation `specialization`: types and logical models): the base's elements under the new name, then
// those that are new. There is nothing to match: what the differential states with a path of the base is laid over it.

#include "fhir/definitions/snapshot/walk.h"

namespace schakel::fhir::snapshot {

// `base` may be null for a model that derives from nothing but Base.
bool specialise(Tree& tree, const Node& structure, const BaseList* base, DiffList& diff, SnapshotSource& source,
                SnapshotResult& result, std::vector<Made>& made);

}  // namespace schakel::fhir::snapshot
