#pragma once
// Places in a message, as people write them: `PID-3[1].1`, `OBX[2]-5[1]`, `PID-5[1].1.2`: segment (its occurrence where
// the message has several), field, repetition, component, sub-component; all count from 1. A group is written by its
// name.

#include "tree/node.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace schakel::formats::hl7v2 {

std::string path_of(const Node& node);

struct Place {
  std::string_view segment;
  std::size_t occurrence = 1, field = 0, repetition = 0, component = 0, subcomponent = 0;  // 0: not given
};
// False: not such a path.
bool parse_path(std::string_view path, Place& place);

}  // namespace schakel::formats::hl7v2
