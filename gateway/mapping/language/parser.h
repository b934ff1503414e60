#pragma once
// Text of a map -> syntax tree. The whole grammar: R4's `map "url" = "name"` and R5's `///` headers, uses, imports,
// conceptmap, let, groups; what each construct means is in gateway/mapping/README.md.

#include "mapping/language/syntax_tree.h"
#include "tree/issue.h"

#include <string_view>

namespace schakel::mapping {

// Stops at the first error: one fatal issue whose definition is `file:line:column` and whose span counts in `text`.
bool parse(std::string_view text, std::string_view file, MapNode& map, Issues& issues);

// The map as a StructureMap resource with R5's names (http://hl7.org/fhir/R5/structuremap.html), JSON.
std::string to_structure_map(const MapNode& map);

// `file:line:column` of an offset.
std::string place_of(std::string_view text, std::string_view file, std::uint32_t offset);

}  // namespace schakel::mapping
