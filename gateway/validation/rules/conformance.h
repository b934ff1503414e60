#pragma once
// What conformance resources must be beyond their elements: an absolute url, components of a composite search
// parameter, codes that exist; of code systems see code_system.h (http://hl7.org/fhir/R4/references.html#canonical,
// http://hl7.org/fhir/R4/searchparameter.html).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kCanonicalRelative{"TYPE_SPECIFIC_CHECKS_CANONICAL_ABSOLUTE",
                                            "The url '{0}' of a conformance resource must be absolute"};
inline constexpr Message kCanonicalContained{"TYPE_SPECIFIC_CHECKS_CANONICAL_CONTAINED",
                                             "The url '{0}' of a contained conformance resource must be absolute"};
inline constexpr Message kComposite{"SEARCHPARAMETER_TYPE_COMPOSITE",
                                    "A search parameter of type composite needs two components or more"};
inline constexpr Message kIncludeRelative{"VALUESET_INCLUDE_SYSTEM_ABSOLUTE",
                                          "The system '{0}' of an include must be absolute"};
inline constexpr Message kIncludeValueSet{"VALUESET_INCLUDE_SYSTEM_IS_VALUESET",
                                          "The system '{0}' of an include is a value set"};
inline constexpr Message kIncludeCode{"VALUESET_INCLUDE_INVALID_CONCEPT_CODE",
                                      "The code '{0}' is not in the code system {1}"};

inline constexpr Message kSearchParamType{"MSG_SEARCHPARAM_TYPE_MISMATCH",
                                          "The search parameter is of type {0} here, but {1} is of type {2}"};
inline constexpr Message kMapCode{"CONCEPTMAP_VS_INVALID_CONCEPT_CODE",
                                  "The code '{0}' is not in the value set {1} that the map is stated for"};

inline constexpr Message kMapSource{"CONCEPTMAP_GROUP_SOURCE_CODE_INVALID",
                                    "The source code '{0}' is not in the code system {1}"};
inline constexpr Message kMapTarget{"CONCEPTMAP_GROUP_TARGET_CODE_INVALID",
                                    "The target code '{0}' is not in the code system {1}"};

Rule conformance_rule();

}  // namespace schakel::validation::rules
