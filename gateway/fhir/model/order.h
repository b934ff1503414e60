#pragma once
// FHIR XML asks for the children of an element in the order of its definition; JSON and maps give them in any.

#include "fhir/definitions/definitions.h"

namespace schakel::fhir {

// Puts the children of every annotated node below (and of) `node` into the order of the definition. Repeats keep their
// order; children without a definition go to the end in the order they have.
void sort_children(Tree& tree, Node& node, const Definitions& definitions);

}  // namespace schakel::fhir
