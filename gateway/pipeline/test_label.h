#pragma once
// Test messages (MSH-11 D or T) are delivered too; each of their resources says so in meta.security.

#include "fhir/definitions/definitions.h"
#include "tree/tree.h"

namespace schakel::pipeline {

// Adds the HTEST label (http://terminology.hl7.org/CodeSystem/v3-ActReason) to every resource of a Bundle, or to a
// single one.
void label_as_test(Tree& tree, const fhir::Definitions& definitions);

}  // namespace schakel::pipeline
