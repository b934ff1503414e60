#pragma once
// ElementDefinition.type: choices, the types of resources inside, profiles on types
// (http://hl7.org/fhir/R4/elementdefinition.html#ElementDefinition.type).

#include "validation/execute.h"

#include <cstddef>

namespace schakel::validation::rules {

inline constexpr Message kNoSnapshot{"Validation_VAL_Profile_NoSnapshot", "The profile '{0}' cannot be applied: {1}"};
inline constexpr Message kWrongType{"Extension_PROF_Type", "The type must be {0}, but is {1} ({2})"};
inline constexpr Message kNoType{"Validation_VAL_Profile_NoType", "'{0}' may not be of type {1}; allowed: {2} ({3})"};
inline constexpr Message kWrongResource{"Validation_VAL_Profile_WrongType",
                                        "The resource must be {0}, but is {1} ({2})"};
inline constexpr Message kUnknownResource{"This_does_not_appear_to_be_a_FHIR_resource_unknown_name_",
                                          "'{0}' is no FHIR R4 resource"};
inline constexpr Message kUnknownProfile{"Validation_VAL_Unknown_Profile",
                                         "The profile '{0}' that the definition asks for is not loaded"};
inline constexpr Message kUnknownType{"Validation_VAL_Profile_NoDefinition", "The type '{0}' has no loaded definition"};
inline constexpr Message kNoMatch{"Validation_VAL_Profile_NoMatch", "None of the profiles fits: {0}"};
inline constexpr Message kMultipleMatches{"Validation_VAL_Profile_MultipleMatches", "Several of the profiles fit: {0}"};
inline constexpr Message kTooCostly{"VALIDATION_TOO_COSTLY", "Validation took more than {0} steps and was stopped"};
inline constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

// Which of the element's types a child has; kNoIndex: none of them.
std::size_t type_of_child(const ElementRule& element, const ChildSlot& slot, const Node& child);
std::size_t type_of_sliced(const ElementRule& slice, const Node& child);
// A choice whose type this profile took away is found by its stem.
template <bool kExplain>
const ChildSlot* slot_of_choice(Run<kExplain>& run, const Node& child, const Children& children);

template <bool kExplain>
bool report_wrong_choice(Run<kExplain>& run, const Node& parent, const Node& child, const ElementRule& element);
template <bool kExplain>
bool check_resource_type(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type);
template <bool kExplain>
bool report_unknown_resource(Run<kExplain>& run, const Node& node, const ElementRule* element);
template <bool kExplain>
bool report_unknown_type(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type);
template <bool kExplain>
bool report_unknown_profile(Run<kExplain>& run, const Node& node, const ElementRule& element,
                            std::string_view canonical);
template <bool kExplain>
bool report_no_profile_fits(Run<kExplain>& run, const Node& node, const ElementRule& element,
                            std::span<const Link> profiles);
// Whether the node is a resource of that type or of one that descends from it.
template <bool kExplain>
bool is_of_type(Run<kExplain>& run, const Node& node, Name type);
// A profile the caller asked for; one for another type is refused.
template <bool kExplain>
bool apply_requested(Run<kExplain>& run, const Node& node, const Program& program);
template <bool kExplain>
bool report_too_costly(Run<kExplain>& run, const Node& node, const ElementRule& element);

}  // namespace schakel::validation::rules
