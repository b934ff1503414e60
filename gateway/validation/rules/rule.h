#pragma once
// Rule: one kind of rule = one file pair here and one row in table.cpp. A row turns what an ElementDefinition says into
// Checks of that element (compile), and carries a Check out on a node of an instance (fast, explain: one template, two
// instances).

#include "validation/program.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::validation {

template <bool kExplain>
class Run;

// What the compile functions of the rows share while one StructureDefinition is compiled.
struct Build {
  Arena& arena;
  const Library& library;
  const fhir::Definitions& definitions;
  const Program& program;
};

// An element under construction.
struct Draft {
  const Node* definition = nullptr;
  ElementRule* rule = nullptr;  // types and names are set, checks and children not yet
  bool root = false;            // the element of the StructureDefinition itself
  std::vector<Check> checks;
};

struct Rule {
  std::string_view name;
  // Appends to draft.checks; null: the rule works in the walk itself.
  void (*compile)(const Build& build, std::uint16_t row, Draft& draft);
  bool (*fast)(Run<false>& run, const Node& node, const ElementRule& element, const void* operand);
  bool (*explain)(Run<true>& run, const Node& node, const ElementRule& element, const void* operand);
  // The operand as JSON (an object's members without the braces); null: it has none.
  void (*print)(const void* operand, std::string& out);
  // Whether fulfilling `ours` is fulfilling `theirs`; null: only if they are the same operand.
  bool (*covers)(const void* ours, const void* theirs) = nullptr;
  // The row stands only on the root of a type's own definition and has no operand.
  bool of_type = false;
};

// The table, in the order in which the checks of an element run.
std::span<const Rule> rule_table();

// For print functions: `"key":"text"` with escapes, a comma before it unless it is the first.
void print_member(std::string& out, std::string_view key, std::string_view text);

}  // namespace schakel::validation
