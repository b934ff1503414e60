#pragma once
// Loaded: a conformance resource as a tree with an arena of its own.

#include "base/arena.h"
#include "base/limits.h"
#include "fhir/definitions/definitions.h"
#include "tree/tree.h"

#include <memory>
#include <string>
#include <string_view>

namespace schakel::fhir {

struct Loaded {
  Loaded() : arena(4 * 1024), tree(arena) {}
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

  Arena arena;
  Tree tree;
  Resource resource;
  std::string url, version, package;  // what `resource` views when nothing longer-lived holds the text
};

// What a resource of ours may be; larger than a message may be.
const Limits& definition_limits();

// The canonical a resource is indexed by: its url; a NamingSystem, which has none in R4, gets `NamingSystem/<id>`;
// empty for what cannot be found by canonical.
std::string canonical_of(const Node& resource);

}  // namespace schakel::fhir
