#pragma once
// The places where R4 has an element of type Resource. Both syntaxes need to know them without definitions: an element
// that is called `resource` may be something else elsewhere (CapabilityStatement.rest.resource), and
// ExampleScenario.instance has an element `resourceType`.

#include "tree/node.h"

namespace schakel::syntax {

// DomainResource.contained, Bundle.entry.resource, Bundle.entry.response.outcome, Parameters.parameter(.part).resource.
bool is_resource_slot(const Node& node);

}  // namespace schakel::syntax
