#pragma once
// Tree -> JSON text, appended to a string. FHIR's use of JSON: http://hl7.org/fhir/R4/json.html
//
//   std::string body;
//   syntax::json::write(*tree.root(), body);
//
// Shape `fhir`: siblings of one name are one member, at the place of the first; an array if Node::repeats() says so or
// there is more than one. A value goes into `name`, id and extensions of a primitive into `_name`, with null where only
// the other one has something. A resource's node (Node::resource(): readers, fhir::annotate and
// Tree::set_resource say so) starts with `resourceType`.
// Shape `plain`: the reverse of the reader's plain shape.
// Numbers and their digits are written as the tree has them; what must be escaped is escaped, other characters stay
// UTF-8. A narrative (ValueKind::xhtml) is a string. Definitions are not needed: run fhir::annotate before, so that
// values from XML or maps have their kinds and arrays are known.

#include "syntax/json/reader.h"
#include "tree/node.h"

#include <string>

namespace schakel::syntax::json {

struct WriteOptions {
  Shape shape = Shape::fhir;
  bool pretty = false;  // two spaces a level, one member a line; no line end after the last
};

// The node may be any node: a resource, a data type, one value (then as its JSON value; for a FHIR primitive the value
// alone). Thread rule: any thread.
void write(const Node& node, std::string& out, const WriteOptions& options = {});

}  // namespace schakel::syntax::json
