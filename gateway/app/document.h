#pragma once
// FHIR documents as commands read and write them: JSON or XML by their first character, annotated, in the other syntax.

#include "base/limits.h"
#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <string>
#include <string_view>

namespace schakel::app {

enum class Syntax : std::uint8_t { json, xml };

// By the first character that is no white space; a byte order mark is passed over.
Syntax syntax_of(std::string_view document);

// Reads and annotates. False: unreadable; `issues` says why, line and column by LineIndex over `document`.
bool read_fhir(std::string_view document, Syntax syntax, const fhir::Definitions& definitions, Tree& tree,
               Issues& issues, const Limits& limits = {});

// XML gets its children into the order of the definitions first.
void write_fhir(Tree& tree, Syntax syntax, const fhir::Definitions& definitions, bool pretty, std::string& out,
                Issues& issues);

// The content of a file, `-` is standard input.
Result<std::string> file_content(const std::string& path);

// `file:3:14: error: text` a line, for people at a terminal who own the document: values are shown.
std::string lines_of(const Issues& issues, std::string_view document, std::string_view file);

}  // namespace schakel::app
