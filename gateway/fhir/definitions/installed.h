#pragma once
// The definitions of this installation: what packages.lock.json, corrections and profiles/local say, compiled into the
// image.

#include "base/installation.h"
#include "base/result.h"
#include "fhir/definitions/build.h"
#include "fhir/packages/cache.h"
#include "fhir/packages/lock.h"

#include <functional>
#include <string>
#include <vector>

namespace schakel::fhir {

// What other rooms put into the image: the logical models of the formats, sections computed from the definitions.
// `stamp` changes whenever the documents would.
struct Contributions {
  std::function<std::vector<Document>()> documents;
  std::string stamp;
  std::vector<SectionMaker> sections;
};

struct PlanOptions {
  bool strict = false;  // an unmet dependency or a missing package is a Fault `invalid` instead of a problem
};

// Packages and folders in their order, problems found on the way (not installed, dependencies that nothing satisfies).
Result<BuildPlan> plan_of(const Installation& installation, const Contributions& contributions,
                          const PlanOptions& options = {});

// Where a locked package lies: what set-up fetched, or the cache; empty: it is not installed.
std::string path_of(const Installation& installation, const LockedPackage& package);

// The image, built first (and said so through `progress`) when it is missing or was made from something else.
Result<DefinitionsPtr> open_definitions(const Installation& installation, const Contributions& contributions,
                                        const Progress& progress = {});

}  // namespace schakel::fhir
