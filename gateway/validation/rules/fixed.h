#pragma once
// ElementDefinition.fixed[x] and pattern[x] (http://hl7.org/fhir/R4/elementdefinition.html#fixed, #pattern).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kFixedWrong{"_DT_Fixed_Wrong", "The value is '{0}', but must be '{1}' ({2})"};
inline constexpr Message kFixedMissing{"Profile_VAL_MissingElement",
                                       "'{0}' is missing: the definition asks for '{1}' ({2})"};
inline constexpr Message kFixedExtra{"Profile_VAL_NotAllowed",
                                     "'{0}' may not be here: the definition's fixed value has none ({1})"};
inline constexpr Message kPatternList{"TYPE_CHECKS_PATTERN_CC", "No '{0}' fits the pattern {1} ({2})"};

Rule fixed_rule();
Rule pattern_rule();

// The fixed[x] or pattern[x] of an ElementDefinition; null if it has none.
const Node* fixed_of(const Node& definition);
const Node* pattern_of(const Node& definition);

// A value in one line, for people: `system=http://…, code=abc`.
std::string sketch(const Node& value);

}  // namespace schakel::validation::rules
