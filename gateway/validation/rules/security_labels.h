#pragma once
// Meta.security names each label once (http://hl7.org/fhir/R4/security-labels.html).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kLabelTwice{"Meta_RES_Security_Duplicate", "The security label {0} is there twice"};

Rule security_labels_rule();

}  // namespace schakel::validation::rules
