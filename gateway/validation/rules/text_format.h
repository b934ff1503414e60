#pragma once
// The extensions `regex` and `minLength` of an ElementDefinition, on texts
// (http://hl7.org/fhir/R4/extension-regex.html, http://hl7.org/fhir/R4/extension-minlength.html).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kRegex{"Type_Specific_Checks_DT_Primitive_Regex",
                                "The value '{0}' does not match the regular expression {1} ({2})"};
inline constexpr Message kTooShort{"PRIMITIVE_TOO_SHORT", "The value has fewer than {0} characters ({1})"};

Rule text_format_rule();

}  // namespace schakel::validation::rules
