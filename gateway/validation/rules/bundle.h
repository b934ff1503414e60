#pragma once
// What a Bundle must be beyond its elements, by its type: fullUrls, what comes first, what a document or message must
// hold and reach, links (http://hl7.org/fhir/R4/bundle.html, http://hl7.org/fhir/R4/documents.html#content,
// http://hl7.org/fhir/R4/messaging.html).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kFullUrlRequired{
    "BUNDLE_BUNDLE_ENTRY_FULLURL_REQUIRED",
    "The entry must have a fullUrl, as a Bundle of type {0} has no other way to name it"};
inline constexpr Message kFullUrlRelative{"BUNDLE_ENTRY_URL_ABSOLUTE", "The fullUrl '{0}' is not absolute"};
inline constexpr Message kFullUrlNoId{"BUNDLE_ENTRY_URL_MATCHES_NO_ID",
                                      "The fullUrl '{0}' names an id, but the resource has none"};
inline constexpr Message kFullUrlOtherId{"BUNDLE_ENTRY_URL_MATCHES_TYPE_ID",
                                         "The fullUrl '{0}' does not end in the resource's type and id, {1}/{2}"};
inline constexpr Message kNoFirst{"Bundle_BUNDLE_Entry_NoFirst", "A Bundle of type {0} must have entries"};
inline constexpr Message kNotDocument{"Bundle_BUNDLE_Entry_Document",
                                      "The first entry of a document must be a Composition, but is {0}"};
inline constexpr Message kNotMessage{"Validation_BUNDLE_Message",
                                     "The first entry of a message must be a MessageHeader, but is {0}"};
inline constexpr Message kEntryNotFound{"Bundle_BUNDLE_Entry_NotFound",
                                        "'{0}' must be in the Bundle, but no entry has that fullUrl"};
inline constexpr Message kEntryApparent{
    "BUNDLE_BUNDLE_ENTRY_NOTFOUND_APPARENT",
    "'{0}' must be in the Bundle; an entry holds that type and id, but its fullUrl is another"};
inline constexpr Message kUnreached{"Bundle_BUNDLE_Entry_Orphan_DOCUMENT",
                                    "The entry '{0}' is not reached from the first one by any reference"};
inline constexpr Message kReachedBackwards{
    "BUNDLE_BUNDLE_ENTRY_REVERSE_R4",
    "The entry '{0}' refers to what the first one reaches, but is not reached itself"};
inline constexpr Message kLinkTwice{"BUNDLE_LINK_SEARCH_NO_DUPLICATES", "The link '{0}' may be there once"};
inline constexpr Message kLinkProhibited{"BUNDLE_LINK_SEARCH_PROHIBITED", "A Bundle of type {1} has no link '{0}'"};
inline constexpr Message kNoSelf{"BUNDLE_SEARCH_NOSELF",
                                 "A searchset should have a link to itself, which says what was searched"};
inline constexpr Message kEntryNoId{"BUNDLE_SEARCH_ENTRY_NO_RESOURCE_ID",
                                    "A resource that a search found must have an id"};
inline constexpr Message kEntryNoOutcome{
    "BUNDLE_SEARCH_ENTRY_WRONG_RESOURCE_TYPE_OUTCOME",
    "An entry whose search mode is 'outcome' must hold an OperationOutcome, but holds {0}"};
inline constexpr Message kEntryOtherType{"BUNDLE_SEARCH_ENTRY_WRONG_RESOURCE_TYPE_MODE",
                                         "A match of this search must be {1}, but is {0}"};
inline constexpr Message kEntryNoResource{"BUNDLE_SEARCH_ENTRY_NO_RESOURCE",
                                          "An entry of a searchset must have a resource"};

Rule bundle_rule();

}  // namespace schakel::validation::rules
