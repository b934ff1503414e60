#pragma once
// FHIRPath's slice(): whether an element belongs to a slice that is named, not met on a walk through the profile
// (http://hl7.org/fhir/R4/fhirpath.html#functions).

#include "validation/execute.h"

#include <optional>
#include <string_view>

namespace schakel::validation {

// The slice is one of the program's own, by its sliceName (`a/b` for a reslice); where several elements have a slice of
// this name, that of the node's own element counts. Slices inside of slices are found where the elements around the
// node belong to the outer ones. Empty: it cannot be judged.
std::optional<bool> in_slice(Work& work, const Node& node, const Program& program, std::string_view slice);

}  // namespace schakel::validation
