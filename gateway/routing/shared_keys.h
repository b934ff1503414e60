#pragma once
// Shared keys: the resources of a transaction that many patients have in common and that it creates unless they are
// there (decision 13: Practitioner, PractitionerRole, Organization, Location ...). Pure.

#include "tree/node.h"

#include <string>
#include <vector>

namespace schakel::routing {

// `type?condition` of each entry that is a conditional create and is not about one patient; no two equal.
std::vector<std::string> shared_keys(const Node& bundle);

}  // namespace schakel::routing
