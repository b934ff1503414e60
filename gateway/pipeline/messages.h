#pragma once
// What the pipeline itself can say about a message.

#include "tree/issue.h"

namespace schakel::pipeline {

inline constexpr Message kUnknownFormat{"unknown-format",
                                        "The format of these bytes was not recognised: {0} bytes, none of {1}"};
inline constexpr Message kEmpty{"empty-message", "There is no message in this document"};
inline constexpr Message kNoMap{"no-map", "Messages of type {0} are not mapped here"};
inline constexpr Message kNoMapForEvent{"no-map-for-event",
                                        "Messages {0} are mapped here, but not for this event: {1}"};
inline constexpr Message kTestNotAccepted{"test-not-accepted", "This channel takes no test messages"};
inline constexpr Message kTooLarge{"message-too-large",
                                   "The message is larger than {0} bytes; only its beginning was read"};
inline constexpr Message kCutShort{"message-cut-short",
                                   "Another message began before this one ended; nothing of it was taken"};
inline constexpr Message kMapFailed{"map-failed", "The message could not be mapped to FHIR"};
inline constexpr Message kRepeated{"repeated", "This message was received before; nothing was done again"};
inline constexpr Message kKeyReused{"idempotency-key-reused", "The Idempotency-Key was used for other content before"};
inline constexpr Message kNotRepeatable{
    "entry-not-repeatable",
    "Entry {0} creates a resource without If-None-Exist and without an identifier to make one from"};
inline constexpr Message kNotATransaction{"bundle-not-transaction",
                                          "A Bundle of type {0} cannot be delivered; send a transaction"};
inline constexpr Message kNoIdentity{
    "resource-without-identity",
    "A {0} without an identifier cannot be delivered: nothing would tell a repeat from a new one"};
inline constexpr Message kOtherType{"other-type", "This is a {0}, a {1} was expected"};
inline constexpr Message kUnknownMode{"validate-unknown-mode",
                                      "The mode is create, update, delete or profile, not {0}"};
inline constexpr Message kDeleteOfWhat{
    "validate-delete-needs-id", "The mode delete is asked of a resource: POST /fhir/{type}/{id}/$validate?mode=delete"};
inline constexpr Message kKeepsNothing{"validate-no-delete",
                                       "Nothing is deleted here: what is sent to this gateway is delivered to hubs"};
inline constexpr Message kCreateOfInstance{"validate-create-has-id",
                                           "The mode create is asked of a type, not of a resource that has an id"};
inline constexpr Message kNoResource{"validate-no-resource",
                                     "There is no resource to judge: send it as the body or in Parameters"};
inline constexpr Message kNotKept{"validate-not-kept",
                                  "This gateway keeps no resources that could be judged by their id: send the content"};
inline constexpr Message kNoProfileNamed{"validate-no-profile", "The mode profile needs the parameter profile"};
inline constexpr Message kUpdateWithoutId{"validate-update-without-id", "A resource needs its id to be updated"};
inline constexpr Message kOtherId{"validate-other-id", "The id of the resource is not the one of the address"};
inline constexpr Message kUnknownProfile{"Validation_VAL_Profile_Unknown",
                                         "The profile {0} is not loaded: it cannot be judged by it"};
inline constexpr Message kPatientNotMaster{
    "patient-not-master",
    "This channel is not the master of patients: what the hub knows of the patient stays as it is"};
inline constexpr Message kAllOk{"all-ok", "No issues"};

}  // namespace schakel::pipeline
