#pragma once
// ElementDefinition.binding against local terminology (http://hl7.org/fhir/R4/terminologies.html#strength).
//
// Required: a code outside the value set is an error; extensible: a warning, unless a maximum value set forbids it;
// preferred and example: nothing. A code whose system is not loaded is counted as not checked (architecture decision
// 10).

#include "validation/execute.h"
#include "validation/rules/rule.h"

#include <string_view>

namespace schakel::validation::rules {

inline constexpr Message kCodeMissing{"Terminology_TX_Code_ValueSet_MISSING",
                                      "There is no code, though one of the value set {0} is required ({1})"};
inline constexpr Message kNoCode{"Terminology_TX_Code_ValueSet",
                                 "A code of the value set {0} is required, but there is none ({1})"};
inline constexpr Message kNoCodeExtensible{"Terminology_TX_Code_ValueSet_Ext",
                                           "A code of the value set {0} should be given, but there is none ({1})"};
inline constexpr Message kConceptNotIn{"Terminology_TX_NoValid_1_CC",
                                       "None of the codings is in the value set {0}, which is required: {1} ({2})"};
inline constexpr Message kConceptNotInExtensible{
    "Terminology_TX_NoValid_2_CC",
    "None of the codings is in the value set {0}, which should be used where it has a fitting code: {1} ({2})"};
inline constexpr Message kCodingNotIn{"Terminology_TX_NoValid_12",
                                      "The code is not in the value set {0}, which is required: {1} ({2})"};
inline constexpr Message kCodingNotInExtensible{
    "Terminology_TX_NoValid_13",
    "The code is not in the value set {0}, which should be used where it has a fitting code: {1} ({2})"};
inline constexpr Message kCodeNotIn{"Terminology_TX_NoValid_16",
                                    "'{1}' is not in the value set {0}, which is required ({2})"};
inline constexpr Message kCodeNotInExtensible{
    "Terminology_TX_NoValid_17",
    "'{1}' is not in the value set {0}, which should be used where it has a fitting code ({2})"};
inline constexpr Message kOutsideMaximum{"Terminology_TX_NoValid_8",
                                         "The code is outside the value set {0}, which no code may leave: {1} ({2})"};
inline constexpr Message kValueSetNotLoaded{"Terminology_TX_ValueSet_NotFound",
                                            "The value set {0} is not loaded, so the code was not checked"};
Rule binding_rule();

// For slices told by a required binding, and for memberOf(): a code, Coding, CodeableConcept or Quantity.
enum class Member : std::uint8_t { no, yes, unknown };
Member member_of(Work& work, const Node& node, std::string_view value_set);
inline bool is_member(Work& work, const Node& node, std::string_view value_set) {
  return member_of(work, node, value_set) == Member::yes;
}

}  // namespace schakel::validation::rules
