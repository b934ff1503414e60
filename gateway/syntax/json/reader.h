#pragma once
// JSON text -> Tree (RFC 8259; FHIR's use of it: http://hl7.org/fhir/R4/json.html).
//
// Strict: no comments, no trailing commas, no NaN, one root, valid UTF-8 (a byte order mark is skipped), nothing after
// it, within Limits. Tokens of numbers are kept as written (`1.20`). The received bytes are only read: spans count in
// them, and they become tree.source(). Values live in the tree's arena (one padded copy of the document), so `document`
// itself must outlive the tree only for who looks up spans.
//
// Two shapes:
//   fhir   the root is an object with `resourceType`. An array becomes repeated siblings with repeats(). `_field` is
//   merged
//          into the node of `field`: item n of one belongs to item n of the other, null is "absent here".
//          `resourceType` becomes type() and resource() of the root, of `contained`, `resource` and `outcome`; the
//          root's name is its type. A primitive without value (only `_field`) has kind none and primitive().
//   plain  any JSON document. Members are children by their name as written, an array is a node of kind list whose
//   items
//          have the empty name, null is a value of kind null, an object is a node of kind none. The root has no name.
//
// What is wrong is an Issue with a span (line and column: LineIndex over `document`). Text that is no JSON gives one
// fatal issue and false: there is no tree then. In the shape `fhir`, what is JSON but not FHIR's use of it (a key
// twice, null values, an empty object or array, `_field` that does not fit) gives an error each, and reading goes on as
// HL7's validator does: the first of two equal keys counts, misplaced values are left out. So: true means there is a
// tree, and who must not take a faulty document asks issues.has_errors(). A key twice in a plain document is fatal.

#include "base/limits.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <string_view>

namespace schakel::syntax::json {

enum class Shape : std::uint8_t { fhir, plain };

struct ReadOptions {
  Shape shape = Shape::fhir;
  const Limits* limits = nullptr;  // null: the defaults
  // fhir: the name of a root that is no resource (`Coding`: a data type, `Parameters.parameter`); it needs no
  // resourceType then. Empty: the root must have one.
  std::string_view root_type = {};
};

// REQUIRES: `tree` is empty. Thread rule: any thread; scratch memory is kept per thread.
bool read(std::string_view document, Tree& tree, Issues& issues, const ReadOptions& options = {});

}  // namespace schakel::syntax::json
