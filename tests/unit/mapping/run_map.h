#pragma once
// Runs a map over a document, for the tests of the room.

#include "formats/format.h"
#include "mapping/mapping.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::test {

struct Run {
  bool ok = false;
  std::string json;                   // the result, compact
  std::string pretty;                 // and for people
  std::vector<std::string> issues;    // of the map and of the run: `file:line:column text`
  std::size_t nodes = 0;              // made in the target, whatever became of them
  std::vector<std::string> unmapped;  // FHIRPath of source nodes nobody read
};

struct MapCase {
  std::vector<std::string> maps;        // the first one runs; what lacks a header gets one
  std::string source;                   // FHIR JSON
  std::vector<std::string> structures;  // StructureDefinitions, ConceptMaps..., FHIR JSON
  std::vector<std::string> concept_maps = {};
  const formats::Format* format = nullptr;  // of the source, when it is a local one; its names are known then
  bool unmapped = true;                     // keep track of what was read
};

// Patient -> Patient, `rules` inside one group with `src` and `tgt`.
std::string patient_map(std::string_view rules, std::string_view more_groups = {});

Run run(const MapCase& c);
// Rules of patient_map() over a Patient.
Run run_rules(std::string_view rules, std::string_view patient, std::string_view more_groups = {});

}  // namespace schakel::test
