#pragma once
// Provenance of a transaction: where its resources come from. R4's Provenance has no identifier, so it bears a tag made
// from the receiving key and is created with `ifNoneExist: _tag=...`: only hubs that search `_tag` get one
// (architecture decision 14).

#include "hubs/hub.h"

namespace schakel::hubs {

inline constexpr std::string_view kReceivingKeySystem = "https://schakel.example/fhir/receiving-key";

// REQUIRES: `bundle` is a transaction; its entries' fullUrls become the targets.
void add_provenance(Tree& bundle, const Source& source);

}  // namespace schakel::hubs
