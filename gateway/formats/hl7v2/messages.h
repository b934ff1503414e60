#pragma once
// What the HL7 v2 reader and splitter can say about a message. Places are written as `PID-3[1].1`.

#include "tree/issue.h"

namespace schakel::formats::hl7v2 {

// Unreadable: AR.
inline constexpr Message kNoHeader{"v2-no-msh", "The message does not begin with an MSH segment"};
inline constexpr Message kHeaderTooShort{"v2-msh-too-short", "MSH ends before its separators are complete"};
inline constexpr Message kBadDelimiters{
    "v2-delimiters", "MSH-1 and MSH-2 must give distinct separators that are neither letters, digits nor blanks"};
inline constexpr Message kNoMessageType{"v2-message-type-missing", "MSH-9 does not say what type of message this is"};
inline constexpr Message kTooLong{"v2-too-long", "The message has {0} bytes; {1} is the limit"};
inline constexpr Message kTooManyNodes{"v2-too-many-elements", "The message has more than {0} fields and components"};
inline constexpr Message kWideCharset{
    "v2-charset-not-readable", "The message is in UTF-32, four bytes a character; send UTF-8, UTF-16 or an 8-bit set"};
inline constexpr Message kTooManyMessages{"v2-too-many-messages",
                                          "The file holds more than {0} messages; the rest was not read"};

// Read all the same.
inline constexpr Message kUnknownCharset{"v2-charset-unknown",
                                         "The character set {0} is not known; the text was read as {1}"};
inline constexpr Message kNotUtf8{"v2-not-utf8",
                                  "The message says UTF-8 but is not; the text was read as Windows-1252"};
inline constexpr Message kEventDiffers{"v2-event-differs", "EVN-1 says {0}, MSH-9 says {1}; MSH-9 decides"};
inline constexpr Message kForeignSegment{"v2-segment-not-in-structure",
                                         "Segment {0} does not belong to {1}; it was kept where it stands"};
inline constexpr Message kNoControlId{"v2-control-id-missing",
                                      "MSH-10 is empty: the answer cannot name the message it answers"};
inline constexpr Message kControlCharacters{"v2-control-characters", "Control characters were taken out of the text"};
inline constexpr Message kLineBreakInField{
    "v2-line-break-in-field", "A line that begins with no segment name was read as the rest of the field before it"};
inline constexpr Message kNotInAMessage{"v2-outside-message", "Text outside the messages of the file was not read"};

}  // namespace schakel::formats::hl7v2
