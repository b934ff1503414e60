#pragma once
// Escape sequences of HL7 v2 text (v2.8 chapter 2.7), decoded: \F\ \S\ \T\ \R\ \E\ \P\ (the separators), \Xhh..\ (bytes
// of the message's character set), \.br\ \.sp\ \.spN\ \.ce\ (line ends), \.in\ \.ti\ \.fi\ \.nf\ \.sk\ (layout: blank
// or nothing), \H\ \N\ (highlighting: nothing), \C..\ \M..\ (character set shifts: nothing). Anything else after an
// escape character is kept as it stands, so a path with single backslashes survives.

#include "base/arena.h"
#include "formats/hl7v2/charset.h"
#include "formats/hl7v2/delimiters.h"

#include <string_view>

namespace schakel::formats::hl7v2 {

// `text` is raw bytes; the result is UTF-8, in the arena.
std::string_view unescape(std::string_view text, const Delimiters& delimiters, Charset charset, Arena& arena);

// Separators of a text of ours made safe for a field of an answer; line ends become \.br\.
std::string escape(std::string_view text, const Delimiters& delimiters);

}  // namespace schakel::formats::hl7v2
