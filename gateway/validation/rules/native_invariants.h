#pragma once
// Invariants that stand on nearly every element or resource, as C++. A row counts only for the exact expression it was
// written for; tests/unit/validation compares each with its FHIRPath on generated trees.

#include "tree/node.h"

#include <string_view>

namespace schakel::validation::rules {

// `resource`, `root`: %resource, %rootResource.
using NativeInvariant = bool (*)(const Node& node, const Node* resource, const Node* root);

// Null: none is written for this text.
NativeInvariant native_invariant(std::string_view expression);

struct NativeRow {
  std::string_view key;
  std::string_view expression;
  NativeInvariant holds;
};
// All of them, for the test.
const NativeRow* native_invariants(std::size_t& count);

}  // namespace schakel::validation::rules
