#pragma once
// The values that move through a running map.

#include "fhir/model/types.h"
#include "tree/node.h"

#include <string_view>

namespace schakel::mapping {

// What a variable holds: a node of the source, of the target, or a constant.
struct Slot {
  const Node* node = nullptr;
  const fhir::Type* type = nullptr;  // null: not known; the node may know
  bool of_source = false;            // certainly a node of the source
};

// What a transform made, before it is put into its element.
struct Made {
  enum class Kind : std::uint8_t {
    nothing,  // sets nothing
    text,     // a primitive value; the bytes live as long as the target
    copy,     // a copy of `node`
    fresh,    // `node` itself: detached, made in the target
  };
  Kind kind = Kind::nothing;
  std::string_view text;
  const Node* node = nullptr;
  const fhir::Type* type = nullptr;
  const Node* origin = nullptr;  // the source node it was made from; null: what the rule is reading
};

}  // namespace schakel::mapping
