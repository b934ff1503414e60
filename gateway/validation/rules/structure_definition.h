#pragma once
// StructureDefinition: its snapshot can be made from its base and differential
// (http://hl7.org/fhir/R4/profiling.html#snapshot), and the profiles its elements name are of the types they stand on.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kSnapshotFails{"ERROR_GENERATING_SNAPSHOT", "No snapshot can be made: {0}"};
inline constexpr Message kTypeProfileWrong{"SD_ED_TYPE_PROFILE_WRONG",
                                           "The profile {0} is of the type {1}, but stands on {2}"};

Rule structure_definition_rule();

}  // namespace schakel::validation::rules
