#pragma once
// Functions of the host language (ExtraFunction) as operations.

#include "fhirpath/machine.h"

namespace schakel::fhirpath {

bool evaluate_extra(Machine& m, const Operation& op, const Frame& f, Collection& out);

// Whether it can be told without its result that there is one, and that answer.
inline bool knows_any(const Operation& op) { return op.extra != nullptr && op.extra->any != nullptr; }
Truth extra_gives_any(Machine& m, const Operation& op, const Frame& f);

}  // namespace schakel::fhirpath
