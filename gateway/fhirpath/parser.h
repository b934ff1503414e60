#pragma once
// Parser of FHIRPath (http://hl7.org/fhirpath/N1/grammar.html, precedence
// http://hl7.org/fhirpath/N1/#operator-precedence).

#include "base/arena.h"
#include "fhirpath/syntax_tree.h"

#include <cstddef>
#include <string_view>

namespace schakel::fhirpath {

// The whole text as one expression; null: `error` says what was expected where. The tree lives in the arena and views
// it alone.
const Syntax* parse(std::string_view text, Arena& arena, Error& error);
// The longest expression at the start of the text; `used` is where it ends.
const Syntax* parse_prefix(std::string_view text, Arena& arena, std::size_t& used, Error& error);

}  // namespace schakel::fhirpath
