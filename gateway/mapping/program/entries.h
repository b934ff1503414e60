#pragma once
// Finds the groups that do nothing but make entries of a Bundle: GroupProgram::entries. Private to the room.

#include "mapping/program/library.h"

namespace schakel::mapping {

// REQUIRES: all groups are compiled.
void find_entry_groups(Library& library);

}  // namespace schakel::mapping
