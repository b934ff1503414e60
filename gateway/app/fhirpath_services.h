#pragma once
// What expressions on the command line ask of terminology and validation: memberOf, subsumes, conformsTo, slice. Both
// are made when an expression first needs them.

#include "fhir/definitions/definitions.h"
#include "fhirpath/fhirpath.h"

#include <memory>

namespace schakel::app {

std::unique_ptr<fhirpath::Services> fhirpath_services(fhir::DefinitionsPtr definitions);

}  // namespace schakel::app
