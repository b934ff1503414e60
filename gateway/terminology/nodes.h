#pragma once
// How this room looks into resources. Definitions' text is nobody's data.

#include "tree/node.h"

#include <string_view>

namespace schakel::terminology {

// The value of a child, empty when there is none.
inline std::string_view text(const Node& node, std::string_view child) {
  const Node* found = node.child(child);
  return found != nullptr && found->has_value() ? found->value().reveal() : std::string_view();
}

inline std::string_view without_version(std::string_view canonical) { return canonical.substr(0, canonical.find('|')); }
inline std::string_view version_of(std::string_view canonical) {
  const std::size_t bar = canonical.find('|');
  return bar == std::string_view::npos ? std::string_view() : canonical.substr(bar + 1);
}

}  // namespace schakel::terminology
