#pragma once
// Our FHIRPath functions for maps, the one place where we extend the language (architecture decision 11): one file and
// one row each. What they do, with examples, is in gateway/mapping/README.md.

#include "fhirpath/fhirpath.h"

#include <span>

namespace schakel::mapping {

std::span<const fhirpath::ExtraFunction> functions();

}  // namespace schakel::mapping
