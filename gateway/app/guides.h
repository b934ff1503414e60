#pragma once
// --ig: definitions for one run, over the installed ones.

#include "base/installation.h"
#include "fhir/definitions/definitions.h"

#include <span>
#include <string>

namespace schakel::app {

// Each guide is a file, a folder, an archive, or `id#version` (`id`: the newest there) of the package cache: ours, then
// the user's (~/.fhir/packages), then the system's. What a package depends on comes along where a cache has it and the
// installed definitions do not; what nobody has is said on stderr. A Fault `not_found`: there is no such guide.
Result<fhir::DefinitionsPtr> with_guides(fhir::DefinitionsPtr below, std::span<const std::string> guides,
                                         const Installation& installation);

}  // namespace schakel::app
