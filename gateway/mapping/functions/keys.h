#pragma once
// Business identities (architecture decision 13, mappings/identity.md): a key is `system|value`, as in a FHIR search.

#include "mapping/functions/text_writer.h"

#include <string_view>

namespace schakel::mapping {

// Every system of a sender's own numbers begins with it: `https://schakel.example/fhir/sid/azproef/visit`.
inline constexpr std::string_view kSidBase = "https://schakel.example/fhir/sid/";

// Lower case; what a path segment cannot hold is percent-encoded.
void append_slug(TextWriter& to, std::string_view text);

// The halves of a key; the first `|` parts them (no system holds one).
std::string_view key_system(std::string_view key);
std::string_view key_value(std::string_view key);

}  // namespace schakel::mapping
