#pragma once
// Ids: the format of Resource.id, one contained resource for each id, element ids unique within a resource
// (http://hl7.org/fhir/R4/element.html#id, http://hl7.org/fhir/R4/references.html#contained).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kIdLength{"Resource_RES_ID_Malformed_Length", "The id '{0}' has more than 64 characters"};
inline constexpr Message kIdCharacters{"Resource_RES_ID_Malformed_CHARS",
                                       "The id '{0}' has characters other than letters, digits, - and ."};
inline constexpr Message kContainedIdMissing{"Resource_RES_ID_Missing", "A contained resource must have an id"};
inline constexpr Message kContainedTwice{"RESOURCE_DUPLICATE_CONTAINED_ID",
                                         "Two contained resources have the id '{0}'"};
inline constexpr Message kElementIdTwice{"DUPLICATE_ID", "Two elements have the id '{0}'"};

Rule ids_rule();

}  // namespace schakel::validation::rules
