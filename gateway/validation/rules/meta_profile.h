#pragma once
// meta.profile: what a resource claims to conform to (http://hl7.org/fhir/R4/resource-definitions.html#Meta.profile).

#include "validation/execute.h"

namespace schakel::validation::rules {

inline constexpr Message kProfileUnknown{
    "VALIDATION_VAL_PROFILE_UNKNOWN_NOT_POLICY",
    "The profile '{0}' that the resource claims is not loaded, so it was not checked"};
inline constexpr Message kProfileVersion{"VALIDATION_VAL_PROFILE_VERSION",
                                         "The profile '{0}' is not loaded in that version; version {1} was used"};

// Validates against each profile of meta.profile that is not among those already applied.
template <bool kExplain>
bool check_meta_profiles(Run<kExplain>& run, const Node& node, std::span<const Program* const> applied);

// A claimed profile demands all that the base definition does, so a fast pass needs no walk of the base.
template <bool kExplain>
bool implied_by_meta_profile(Run<kExplain>& run, const Node& node, const Program& base);

}  // namespace schakel::validation::rules
