#pragma once
// Image files beside the image of definitions, each with sections that were compiled from something else than packages
// (code systems from the files of their licence holders). They are opened with the image and found by
// Definitions::section(), after its own; a new one takes effect at the next start.

#include "base/installation.h"
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

// Where they lie; it need not exist.
std::string attached_folder(const Installation& installation);
// `<folder>/<section>.image`
std::string attached_path(const Installation& installation, std::string_view section);
// Paths of all, sorted.
std::vector<std::string> attached_images(const Installation& installation);
// Writes one section into an image file of its own; `source` says what it was made from.
Status write_attached(const Installation& installation, std::string section, std::string bytes,
                      std::string_view source);

}  // namespace schakel::fhir
