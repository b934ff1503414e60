#pragma once
// ElementDefinition.mustHaveValue and valueAlternatives, which R4 profiles state as extensions of R5
// (http://hl7.org/fhir/R5/elementdefinition-definitions.html#ElementDefinition.mustHaveValue): a primitive needs its
// value, or one of the listed extensions instead.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kMustHaveValue{"PRIMITIVE_MUSTHAVEVALUE_MESSAGE",
                                        "The definition demands a value here, not only an extension ({0})"};
inline constexpr Message kValueAlternatives{"PRIMITIVE_VALUE_ALTERNATIVES_MESSAGE",
                                            "Without a value there must be one of the extensions {0} ({1})"};

Rule value_required_rule();

}  // namespace schakel::validation::rules
