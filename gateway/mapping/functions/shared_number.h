#pragma once
// Numbers that one message gives to several people (`999999` for whoever is not registered): no identity. Private to
// mapping/functions.

#include "tree/node.h"

namespace schakel::mapping {

// Whether another XCN of the message has the number (XCN.1, XCN.9) of this one and the family name of somebody else.
// Names that begin alike, whatever their case, blanks and signs, are of one person. False outside of a run of a map
// (run_mark.h), since the whole message is read once for it.
bool is_shared_number(const Node& xcn);

}  // namespace schakel::mapping
