#pragma once
// Gives every node of a FHIR tree its definition: Node::element(), Node::type() (data type name), repeats(),
// attribute(), primitive(). One pass, no allocation. After it FHIRPath finds choices (`value` on `valueQuantity`) and
// JSON and XML writers need no definitions.

#include "fhir/definitions/definitions.h"

namespace schakel::fhir {

enum class Kinds {
  keep,        // a tree from JSON: its values have the kinds their tokens had, right or wrong
  from_types,  // a tree from XML or a map, where every value is text: booleans and numbers get their kind
};

// Unknown resource types and elements are left as they are and keep element() 0; validation reports them. With
// Kinds::keep a node whose array brackets are not what its definition asks for becomes misshapen().
void annotate(Tree& tree, const Definitions& definitions, Kinds kinds = Kinds::keep);
// The part below one node whose type is known (mapping adds nodes one by one).
void annotate(Tree& tree, Node& node, const Type& type, const Definitions& definitions,
              Kinds kinds = Kinds::from_types);
// One node that has just become a child of a node of this type, and what is below it. False: the type has no such
// child.
bool annotate_child(Tree& tree, Node& child, const Type& parent, const Definitions& definitions,
                    Kinds kinds = Kinds::from_types);

}  // namespace schakel::fhir
