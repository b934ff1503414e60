#pragma once
// Steps down the tree: the operations of paths, `$this`, variables, literals, the indexer.

#include "fhirpath/machine.h"

namespace schakel::fhirpath {

// Whether a child fits a step.
inline bool fits_choice(const Machine& m, const Node& child, const Step& step) {
  const std::string_view name = child.name().text();
  const std::string_view stem = step.name.text();
  if (name.size() <= stem.size() || name.compare(0, stem.size(), stem) != 0 || m.definitions == nullptr) return false;
  const fhir::Element* element = m.definitions->element(child.element());
  return element != nullptr && element->choice() && element->name == step.name;
}
// A node that nobody annotated, below an element whose choice is known: by its typed names.
inline bool fits_unannotated(const Machine& m, const Node& child, const Step& step) {
  const fhir::Element* element = m.definitions == nullptr ? nullptr : m.definitions->element(step.element);
  if (element == nullptr) return false;
  for (const Name name : element->choice_names) {
    if (child.name() == name) return true;
  }
  return false;
}
inline bool fits(const Machine& m, const Node& child, const Step& step) {
  if (child.name() == step.name) return true;
  if (child.element() == 0) return step.element != 0 && fits_unannotated(m, child, step);
  if (step.element != 0 && child.element() == step.element) return true;
  return step.maybe_choice && fits_choice(m, child, step);
}

// Calls `take(Value)` for what the steps reach from an item, in document order, until it answers false. False: stopped.
template <class Take>
bool walk(Machine& m, const Value& from, const Step* step, const Step* end, const Take& take);

bool evaluate_path(Machine& m, const Operation& op, const Frame& f, Collection& out);
// Whether a path reaches anything; stops at the first. REQUIRES: op is a path.
Truth reaches_any(Machine& m, const Operation& op, const Frame& f);

// The n-th thing that a path reaches; stops there. `present` false: there are not that many. False: failed.
bool nth_of_path(Machine& m, const Operation& path, const Frame& f, std::size_t n, Value& value, bool& present);
// The first thing that a path reaches, and how many there are. False: failed.
bool first_of_path(Machine& m, const Operation& path, const Frame& f, Value& first, std::size_t& count);
// path = 'text': no collection is built. Truth as of `=`.
Truth path_equals_text(Machine& m, const Operation& path, const Frame& f, std::string_view text);
Truth items_equal_text(Machine& m, std::span<const Value> items, std::string_view text);

bool evaluate_this(Machine& m, const Operation& op, const Frame& f, Collection& out);
bool evaluate_position(Machine& m, const Operation& op, const Frame& f, Collection& out);  // $index
bool evaluate_total(Machine& m, const Operation& op, const Frame& f, Collection& out);
bool evaluate_literal(Machine& m, const Operation& op, const Frame& f, Collection& out);
bool evaluate_constants(Machine& m, const Operation& op, const Frame& f, Collection& out);
Truth literal_truth(Machine& m, const Operation& op, const Frame& f);
bool evaluate_nothing(Machine& m, const Operation& op, const Frame& f, Collection& out);
bool evaluate_environment(Machine& m, const Operation& op, const Frame& f, Collection& out);  // %context ...
bool evaluate_variable(Machine& m, const Operation& op, const Frame& f, Collection& out);     // of the caller
bool evaluate_slot(Machine& m, const Operation& op, const Frame& f, Collection& out);         // of defineVariable
bool evaluate_index(Machine& m, const Operation& op, const Frame& f, Collection& out);
// FML: the path, and where it finds nothing the variable of its first name.
bool evaluate_path_or_variable(Machine& m, const Operation& op, const Frame& f, Collection& out);
// Reports what its input gave to Environment::trace.
bool evaluate_traced(Machine& m, const Operation& op, const Frame& f, Collection& out);

bool is_path(const Operation& op);
// How the items of an operation are had without evaluating it; null: they are not.
Held held_by(Evaluate evaluate);

}  // namespace schakel::fhirpath
