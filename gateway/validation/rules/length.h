#pragma once
// ElementDefinition.maxLength, in characters
// (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxLength).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kTooLong{"Type_Specific_Checks_DT_Primitive_Length",
                                  "The value has more than {0} characters ({1})"};

Rule length_rule();

}  // namespace schakel::validation::rules
