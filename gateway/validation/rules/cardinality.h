#pragma once
// ElementDefinition.min and max, counted among the children of one element; a slice counts what it matched, the sliced
// element all (http://hl7.org/fhir/R4/elementdefinition.html#interpretation). Reported at the parent.

#include "validation/execute.h"

namespace schakel::validation::rules {

inline constexpr Message kMinimum{"Validation_VAL_Profile_Minimum",
                                  "'{0}' must be there at least {1} time(s), but is there {2} time(s) ({3})"};
inline constexpr Message kMinimumSlice{"Validation_VAL_Profile_Minimum_SLICE",
                                       "Slice '{0}' must be matched at least {1} time(s), but is {2} time(s) ({3}){4}"};
inline constexpr Message kMaximum{"Validation_VAL_Profile_Maximum",
                                  "'{0}' may be there at most {1} time(s), but is there {2} time(s) ({3})"};

// `slice` is the index in the group's slicing, or -1 for the element itself.
template <bool kExplain>
bool check_count(Run<kExplain>& run, const Node& node, const Group& group, const ElementRule& element, int slice,
                 std::uint32_t count);

}  // namespace schakel::validation::rules
