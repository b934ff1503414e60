#pragma once
// An Observation with a vital sign's LOINC code conforms to that vital sign's core profile, whether it claims to or not
// (http://hl7.org/fhir/R4/observation-vitalsigns.html).

#include "validation/execute.h"

#include <string_view>

namespace schakel::validation::rules {

inline constexpr Message kSignpost{"VALIDATION_VAL_PROFILE_SIGNPOST_OBS",
                                   "Validated against {0} too, because of its code {1}"};

// The profile the Observation's code asks for; empty if none.
std::string_view vital_signs_profile(const Node& observation);

template <bool kExplain>
bool check_vital_signs(Run<kExplain>& run, const Node& node, std::span<const Program* const> applied);

}  // namespace schakel::validation::rules
