#pragma once
// Slicing (http://hl7.org/fhir/R4/profiling.html#slicing): which slice of a sliced element an instance's element
// belongs to.
//
// A slice is told by its discriminators; each becomes a Matcher made from what the slice's definition (its own
// children, the type.profile, the type's definition) says at the discriminator's path: a fixed value or pattern, a
// required binding, a type, a profile, presence. A discriminator about which a slice says nothing is passed over; a
// slice that says nothing at all cannot be judged: it is counted as not checked.

#include "validation/execute.h"
#include "validation/rules/rule.h"

#include <optional>
#include <string>

namespace schakel::validation::rules {

inline constexpr Message kMatchMultiple{"Validation_VAL_Profile_MatchMultiple",
                                        "The element belongs to two slices at once: '{0}' and '{1}' ({2})"};
inline constexpr Message kNotSlice{"Validation_VAL_Profile_NotSlice",
                                   "The element belongs to none of the slices, and the slicing is closed ({0}){1}"};
inline constexpr Message kSliceOrder{"Validation_VAL_Profile_SliceOrder",
                                     "Slice '{0}' stands after slice '{1}', but must come before it ({2})"};
inline constexpr Message kSliceEnd{"Validation_VAL_Profile_SliceOpenAtEnd",
                                   "An element of no slice stands before one of slice '{0}' ({1})"};
inline constexpr Message kNotEvaluable{
    "SLICING_CANNOT_BE_EVALUATED",
    "Slice '{0}' cannot be judged: the profile says nothing that its discriminators could tell it by ({1})"};

// Fills `out.slices[].matchers` from ElementDefinition.slicing (null: none is stated; a choice is then sliced by its
// type).
void compile_slicing(const Build& build, const Node* slicing, const ElementRule& element, Slicing& out);

// The order in which slices were met among the children of one element.
struct SliceOrder {
  const Group* group = nullptr;
  int last = -1;
  bool open_seen = false;
};

// The index of the slice, or -1. `good` becomes false when the slicing itself is violated.
template <bool kExplain>
int match_slice(Run<kExplain>& run, const Node& node, std::uint32_t index, const Group& group, SliceOrder& order,
                bool& good);

// Whether the element, the `index`-th of its group, belongs to this one slice, and so to those it reslices; empty: it
// cannot be judged.
template <bool kExplain>
std::optional<bool> is_in_slice(Run<kExplain>& run, const Node& node, std::uint32_t index, const Slicing& slicing,
                                const Slice& slice);

// Per candidate the first discriminator that keeps it out of `slice`, expected and found: `; identifier[0]: `system`
// should be ...`.
template <bool kExplain>
std::string explain_candidates(Run<kExplain>& run, const Node& parent, const Group& group, const Slice& slice);

}  // namespace schakel::validation::rules
