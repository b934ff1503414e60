#pragma once
// Whether a profile's snapshot demands all that the definition it constrains does. A fast pass then walks the profile
// alone; an explaining one still walks both, so that a fault is reported against the definition that asks for it.
// Proven element by element from the compiled rules, never assumed: a snapshot that lost a rule of its base implies
// nothing.

#include "validation/library.h"

namespace schakel::validation {

bool implies(const Program& profile, const Program& base, const Library& library);

}  // namespace schakel::validation
