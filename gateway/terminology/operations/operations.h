#pragma once
// Every operation, for the table. Internal to terminology/operations.

#include "terminology/operations/operation.h"

namespace schakel::terminology {

Answered lookup(const Terminology&, const Request&);
Answered validate_in_code_system(const Terminology&, const Request&);
Answered subsumes(const Terminology&, const Request&);
Answered expand(const Terminology&, const Request&);
Answered validate_in_value_set(const Terminology&, const Request&);
Answered translate(const Terminology&, const Request&);

}  // namespace schakel::terminology
