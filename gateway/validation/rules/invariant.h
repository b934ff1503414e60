#pragma once
// ElementDefinition.constraint: FHIRPath, compiled once; the commonest ones as C++ (native_invariants.h); the ones that
// are wrong in R4 4.0.1 replaced by the text the waiver table gives, with its reason (waivers.h). A result that is not
// a single `false` and not empty is true. An expression that cannot be compiled or evaluated because something is not
// supported or not loaded is counted as not checked, never passed as fulfilled.

#include "validation/execute.h"
#include "validation/rules/native_invariants.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kInvariant{"Invariant", "{0}: {1} ({2})"};
inline constexpr Message kExpression{"Problem_processing_expression__in_profile__path__",
                                     "The expression of {0} cannot be evaluated: {1} ({2})"};

struct Invariant {
  std::string_view key;
  std::string_view human;
  std::string_view source;
  std::string_view expression;  // as it is evaluated
  Severity severity = Severity::error;
  bool best_practice = false;
  Message message;  // id `source#key`
  NativeInvariant native = nullptr;
  const fhirpath::Program* program = nullptr;  // null: native, or it did not compile
  std::string_view problem;                    // why it did not compile
  bool unsupported = false;                    // because of us, not of the expression
};

Rule invariant_rule();

}  // namespace schakel::validation::rules
