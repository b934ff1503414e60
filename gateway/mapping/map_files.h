#pragma once
// Maps and concept maps on disk. A folder holds maps as *.map anywhere below it, and ConceptMaps as *.json in folders
// named `concepts`; what else lies there (README, examples) is left alone.

#include "mapping/mapping.h"

#include <string>
#include <vector>

namespace schakel::mapping {

struct MapFiles {
  std::vector<MapFile> maps;
  std::vector<MapFile> concepts;
};

// A folder, or one file (a .json is a concept map, anything else a map). Names are relative to the folder, in stable
// order. The Fault names what cannot be read.
Result<MapFiles> read_map_files(const std::string& path);

}  // namespace schakel::mapping
