#pragma once
// `schakel convert` of a message in a local format: what its map makes of it, as the gateway would.

#include "base/installation.h"
#include "fhir/definitions/definitions.h"
#include "formats/format.h"

#include <string>
#include <string_view>

namespace schakel::app {

struct ConvertOptions {
  bool xml = false;
  bool pretty = true;
  bool unmapped = false;  // list the values that no map consumed instead
};

struct Converted {
  std::string out;   // Bundles, one after the other; or lines `PID-11[1].3  Gent`
  std::string said;  // issues, a line each, for people
  bool ok = true;    // no message was refused
};

// All messages of the document. A Fault: the maps cannot be loaded.
Result<Converted> convert_messages(std::string_view document, std::string_view file, const formats::Format& format,
                                   const Installation& installation, const fhir::DefinitionsPtr& definitions,
                                   const ConvertOptions& options);

}  // namespace schakel::app
