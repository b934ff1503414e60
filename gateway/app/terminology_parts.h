#pragma once
// The terminology that people and systems ask: what is loaded, and the concept maps of the installation's own maps
// (mappings/<format>/concepts) over it.

#include "base/installation.h"
#include "base/result.h"
#include "terminology/terminology.h"

#include <memory>

namespace schakel::app {

// Shares `base`. Concept maps that cannot be used are a Fault.
Result<std::shared_ptr<const terminology::Terminology>> with_concept_maps(
    std::shared_ptr<const terminology::Terminology> base, const Installation& installation);

}  // namespace schakel::app
