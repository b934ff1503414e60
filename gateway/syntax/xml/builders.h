#pragma once
// Internal to syntax/xml: the two shapes of a tree, one file each.

#include "syntax/xml/parse.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

namespace schakel::syntax::xml {

bool read_fhir(std::string_view document, const Limits& limits, Tree& tree, Issues& issues,
               std::string_view name_space);
bool read_foreign(std::string_view document, const Limits& limits, Tree& tree, Issues& issues,
                  std::span<const Namespace> namespaces);

}  // namespace schakel::syntax::xml
