#pragma once
// Every loader, for the table. Internal to terminology/loaders.

#include "terminology/loaders/loader.h"

namespace schakel::terminology {

Result<LoadedSystem> load_snomed(const SourceFiles&, const LoadOptions&, const LoadProgress&);
Result<LoadedSystem> load_loinc(const SourceFiles&, const LoadOptions&, const LoadProgress&);
Result<LoadedSystem> load_atc(const SourceFiles&, const LoadOptions&, const LoadProgress&);

}  // namespace schakel::terminology
