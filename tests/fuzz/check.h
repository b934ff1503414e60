#pragma once
// What a fuzz target demands; a broken demand ends the process, which libFuzzer reports with the input.

#include "tree/node.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace schakel::fuzz {

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// Every node's place lies in the document.
inline void demand_spans(const Node& node, std::string_view document) {
  demand(node.span().begin <= node.span().end && node.span().end <= document.size(), "a span lies in its document");
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) demand_spans(*c, document);
}

}  // namespace schakel::fuzz
