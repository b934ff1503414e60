#pragma once
// Gives every node of a FHIR tree its definition: Node::element(), Node::type() (data type name), repeats(), attribute(),
// resource() on nodes that hold a resource, primitive() on primitives without a value, and for trees read from XML the value kinds (number, boolean, xhtml). One pass, no allocation for known elements.
// After it FHIRPath finds choices (`value` on `valueQuantity`) and JSON and XML writers need no definitions.

#include "fhir/definitions/definitions.h"

namespace schakel::fhir {

// Unknown resource types and elements are left as they are and keep element() 0; validation reports them.
void annotate(Tree& tree, const Definitions& definitions);
// The part below one node whose type is known (mapping adds nodes one by one).
void annotate(Tree& tree, Node& node, const Type& type, const Definitions& definitions);

}  // namespace schakel::fhir
