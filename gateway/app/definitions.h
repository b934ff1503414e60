#pragma once
// The definitions as every command uses them: the image beside this binary, built first (and said on stderr) when it is
// missing or was made from something else.

#include "fhir/definitions/installed.h"

#include <memory>

namespace schakel::app {

// What the rooms put into the image beyond the packages: one line each in definitions.cpp.
fhir::Contributions contributions();

Result<fhir::DefinitionsPtr> open_definitions(const Installation& installation);
// Of the running program's own installation.
Result<fhir::DefinitionsPtr> open_definitions();

// Of the sources that contribute (gateway/cmake/stamp.cmake).
extern const char* const kDefinitionsStamp;

}  // namespace schakel::app
