#pragma once
// A contained resource is referred to from its container (or from another contained one that is), or refers to the
// container (dom-3, http://hl7.org/fhir/R4/domainresource.html#invs). One pass instead of the published expression.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kOrphan{"CONTAINED_ORPHAN_DOM3",
                                 "The contained resource '{0}' is not referred to from anywhere in its container"};

Rule contained_rule();

}  // namespace schakel::validation::rules
