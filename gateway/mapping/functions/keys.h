#pragma once
// Business identities (architecture decision 13, mappings/identity.md): a key is `system|value`, as in a FHIR search.

#include <string>
#include <string_view>

namespace schakel::mapping {

// Every system of a sender's own numbers begins with it: `https://schakel.example/fhir/sid/azproef/visit`.
inline constexpr std::string_view kSidBase = "https://schakel.example/fhir/sid/";

// Lower case; what a path segment cannot hold is percent-encoded.
void append_slug(std::string& to, std::string_view text);

// `urn:uuid:...`, the same for equal texts on every machine: fullUrl and references of an entry follow from its key.
std::string urn_of(std::string_view key);
// The halves of a key; the first `|` parts them (no system holds one).
std::string_view key_system(std::string_view key);
std::string_view key_value(std::string_view key);

}  // namespace schakel::mapping
