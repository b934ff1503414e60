#pragma once
// References (http://hl7.org/fhir/R4/references.html, http://hl7.org/fhir/R4/bundle.html#references): what is inside
// the document must be there, of an allowed type, and fit the target profile; what is outside is not fetched.
// Aggregation modes.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kNoDisplay{"Reference_REF_NoDisplay",
                                    "The reference names nothing: no reference, identifier or display"};
inline constexpr Message kReferenceSpace{"REFERENCE_REF_INVALID_REF", "The reference '{0}' has white space"};
inline constexpr Message kCantResolve{"Reference_REF_CantResolve",
                                      "The reference '{0}' points to nothing in this document"};
inline constexpr Message kNotLocal{"Bundle_BUNDLE_Not_Local", "No entry of the Bundle has the fullUrl '{0}'"};
inline constexpr Message kAmbiguous{"Bundle_BUNDLE_MultipleMatches",
                                    "Several entries of the Bundle have the fullUrl '{0}'"};
inline constexpr Message kWrongFullUrl{
    "BUNDLE_BUNDLE_POSSIBLE_MATCH_WRONG_FU",
    "'{0}' names no entry, though an entry with another fullUrl holds that type and id"};
inline constexpr Message kFullUrlMissing{"Bundle_BUNDLE_FullUrl_Missing",
                                         "The relative reference '{0}' cannot be resolved: its entry has no fullUrl"};
inline constexpr Message kReferenceFormat{"Reference_REF_Format2",
                                          "The relative reference '{0}' is not of the form Type/id"};
inline constexpr Message kConditional{"REFERENCE_REF_QUERY_NOT_TRANSACTION",
                                      "The reference '{0}' is a search, which may stand in a transaction only"};
inline constexpr Message kBadTargetType{"Reference_REF_BadTargetType",
                                        "The target is of type {0}, allowed are {1} ({2})"};
inline constexpr Message kLiteralType{"Reference_REF_ResourceType",
                                      "The reference '{0}' names another type than its target, {1}"};
inline constexpr Message kTypeNotAllowed{"Reference_REF_WrongTarget",
                                         "Reference.type '{0}' is not among the allowed types {1} ({2})"};
inline constexpr Message kTypeUnlikeReference{"Reference_REF_BadTargetType2",
                                              "Reference.type '{0}' is not the type the reference names"};
inline constexpr Message kBadLiteralType{"Reference_REF_BadTargetType2",
                                         "The reference names the type {0}, allowed are {1} ({2})"};
inline constexpr Message kNoTargetProfile{"Reference_REF_CantMatchChoice",
                                          "The target fits none of the profiles {0} ({1})"};
inline constexpr Message kTargetProfileUnknown{
    "Reference_REF_CantResolveProfile",
    "The target profile '{0}' is not loaded, so the target was not checked against it"};
inline constexpr Message kAggregation{"Reference_REF_Aggregation", "The reference is {0}, allowed are {1} ({2})"};

Rule reference_rule();

// What a Reference, or a node that is a reference's text, points to; null when outside or nowhere.
const Node* resolve_reference(Work& work, const Node& node);

}  // namespace schakel::validation::rules
