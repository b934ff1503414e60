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
inline constexpr Message kAllOk{"all-ok", "No issues"};

}  // namespace schakel::pipeline
