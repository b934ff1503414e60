#pragma once
// How an issue names its place: the path as people and FHIRPath write it, the definition that asked, the bytes, and the
// field of the local message the element was made from.

#include "fhir/definitions/definitions.h"
#include "tree/node.h"
#include "validation/program.h"

#include <string>

namespace schakel::validation {

// `Bundle.entry[0].resource.value.ofType(Quantity).code`: indices where the definition lets the element repeat, choices
// by type.
std::string path_of(const Node& node, const fhir::Definitions& definitions);
// `https://…/StructureDefinition/be-patient|2.1.2#Patient.identifier:SSIN`; empty for null.
std::string definition_of(const ElementRule* element);
// The node's own bytes, else those of the nearest node above it that has some.
Span span_of(const Node& node);
// The nearest origin, of the node or above it; null if none.
const Node* origin_of(const Node& node);

}  // namespace schakel::validation
