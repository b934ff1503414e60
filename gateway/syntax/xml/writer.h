#pragma once
// Tree -> XML text, appended to a string. FHIR's use of XML: http://hl7.org/fhir/R4/xml.html
//
// Shape `fhir`: the root is written in FHIR's namespace as type(), nested resources as an element inside theirs; values
// as attribute `value`; `id` (of all but resources) and an extension's `url` as attributes; a narrative as it is.
// Children are written in the order of the tree; FHIR XML asks for the order of the definition: fhir/model/order.h.
// Shape `foreign`: the reverse of the reader's foreign shape; the root gets `name_space` as its default namespace.

#include "syntax/xml/reader.h"
#include "tree/issue.h"
#include "tree/node.h"

#include <string>

namespace schakel::syntax::xml {

struct WriteOptions {
  Shape shape = Shape::fhir;
  bool pretty = false;                         // two spaces a level; foreign: only where an element has no text
  bool declaration = true;                     // <?xml version="1.0" encoding="UTF-8"?>
  std::string_view name_space = {};            // empty: FHIR's for fhir, none for foreign
  std::span<const Namespace> namespaces = {};  // foreign: declared at the root, for names written `prefix:local`
};

// Issues: characters that XML cannot hold (error, replaced), a narrative that is no well-formed div (error, left out).
void write(const Node& node, std::string& out, Issues& issues, const WriteOptions& options = {});

// Appends text as the inside of an attribute value in double quotes, or as character data; characters that XML 1.0 does
// not have become U+FFFD. False: there were such.
bool append_attribute(std::string& out, std::string_view text);
bool append_text(std::string& out, std::string_view text);

}  // namespace schakel::syntax::xml
