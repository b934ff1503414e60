#pragma once
// Fixed and pattern values against what an instance has (http://hl7.org/fhir/R4/elementdefinition.html#fixed,
// #pattern). Values are compared as they are written: `1.0` is not `1.00`.

#include "tree/node.h"

namespace schakel::validation::rules {

enum class Fit : unsigned char {
  fixed,    // exactly this content, `id`s aside
  pattern,  // at least this content; each item of a repeating element must be found in some item of the instance's
};

bool fits(const Node& value, const Node& wanted, Fit how);

// The first place where they differ, for an issue: `at` is the nearest node of the instance, `wanted` what should be
// there; `missing` when there is nothing of that name, `extra` when there is what a fixed value does not have.
struct Difference {
  const Node* at = nullptr;
  const Node* wanted = nullptr;
  bool missing = false;
  bool extra = false;
  bool list = false;  // no item of a repeating element fits
};
Difference difference(const Node& value, const Node& wanted, Fit how);

}  // namespace schakel::validation::rules
