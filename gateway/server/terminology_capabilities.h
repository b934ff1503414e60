#pragma once
// What the terminology service says of itself.

#include "server/context.h"
#include "syntax/json/emitter.h"

#include <string>

namespace schakel::server {

// CapabilityStatement.rest.resource of the types that have operations; inside `rest`.
void write_terminology_resources(syntax::json::Emitter& json);
// A TerminologyCapabilities resource (https://hl7.org/fhir/R4/terminologycapabilities.html).
std::string terminology_capabilities(const Context& context);

}  // namespace schakel::server
