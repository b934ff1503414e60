#pragma once
// What `schakel transform` does, single and in batches: one map over one document, with definitions and maps of this
// one request on top of the installed ones.

#include "fhir/definitions/definitions.h"
#include "mapping/mapping.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct TransformRequest {
  std::string map;                // file
  std::string source;             // file; FHIR JSON or XML, or a message of a local format
  std::vector<std::string> load;  // files: definitions (JSON, XML), maps that are imported
  std::string to;                 // `json`, `xml`; empty: as the source, JSON for a local format
  bool unmapped = false;
  bool log = false;
  bool pretty = false;
};

struct TransformAnswer {
  std::string result;                 // the document
  std::vector<std::string> unmapped;  // paths of the source, with `unmapped`
  std::vector<std::string> messages;  // issues, for people: `file:line:column: text`
  std::string error_kind;             // `map`, `source`, `execution`; empty: it worked
  std::string error;
};

TransformAnswer transform(const fhir::DefinitionsPtr& definitions, const TransformRequest& request);
// The map as a StructureMap, unchecked; parsing is all it takes.
TransformAnswer parse_map(const std::string& file);

}  // namespace schakel::app
