#pragma once
// Corrections: faults of published definitions that are put right when they are loaded, as data with a reason each
// (profiles/corrections.json). An object `{"corrections": [...]}` whose items are one of
//
//   {"drop": "https://example.org/x*", "in": "hl7.fhir.r4.core", "reason": "..."}
//       the resource with that url (`*` at the end: that begins with it) is left out
//   {"drop-elements": ["Binary.url"], "of": "http://.../Binary", "in": "hl7.fhir.r4.core", "reason": "..."}
//       these elements, by id, are taken out of the snapshot
//   {"constraint": "bdl-8", "expression": "the faulty one", "use": "the right one", "reason": "..."}
//       wherever a constraint of that key has just that expression, also in profiles that inherited it
// `in` names a package id; absent: any.

#include "base/result.h"
#include "tree/tree.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

class Corrections {
 public:
  // Empty text: no corrections. `invalid` says what is wrong with the data.
  static Result<Corrections> parse(std::string_view json);

  // Applies what concerns this resource; false: it is to be left out. Thread rule: const, any thread.
  bool apply(Tree& tree, Node& resource, std::string_view package_id) const;

 private:
  struct Drop {
    std::string url, package;
    bool prefix = false;
  };
  struct DropElements {
    std::string url, package;
    std::vector<std::string> ids;
  };
  struct Constraint {
    std::string key, expression, use;
  };
  void constraints(Tree& tree, Node& elements) const;

  std::vector<Drop> drops_;
  std::vector<DropElements> drop_elements_;
  std::vector<Constraint> constraints_;
};

}  // namespace schakel::fhir
