#pragma once
// What expressions outside of validation ask of terminology and validation: memberOf, subsumes, conformsTo, slice. Made
// when they are first asked for, as most maps and expressions never do.

#include "fhir/definitions/definitions.h"
#include "fhirpath/fhirpath.h"

#include <memory>

namespace schakel::app {

// Thread rule: one thread.
std::unique_ptr<fhirpath::Services> expression_services(fhir::DefinitionsPtr definitions);

}  // namespace schakel::app
