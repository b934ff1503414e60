#pragma once
// What FHIRPath asks of validation (memberOf, subsumes, conformsTo, slice, resolve), answered from the session at work.

#include "fhirpath/fhirpath.h"

#include <memory>

namespace schakel::validation {

struct Work;

std::unique_ptr<fhirpath::Services> make_services(Work& work);

}  // namespace schakel::validation
