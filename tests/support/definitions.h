#pragma once
// The definitions that set-up fetched, for the tests of every room: HL7's own, not made-up ones. Without them (set-up
// never ran) these throw and say so. The image is made once (build/definitions/test-*.image) and shared by all test
// binaries.
//   gateway_test(room DEPS room test_definitions)

#include "fhir/definitions/definitions.h"

#include <string>
#include <vector>

namespace schakel::test {

// R4 core, HL7 terminology and the extensions pack, whatever else is installed.
const fhir::DefinitionsPtr& core_definitions();

// These on top of core_definitions(); throws when one of them is faulty.
fhir::DefinitionsPtr with_resources(const std::vector<std::string>& json);

}  // namespace schakel::test
