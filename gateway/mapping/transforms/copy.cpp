#include "mapping/transforms/all.h"

namespace schakel::mapping {

// `= v`, `= 'text'`, copy(v): a deep copy; ids and children of any type come along.
bool apply_copy(TransformScope& scope, Made& result) {
  const Slot slot = scope.value(0);
  if (slot.node == nullptr) return true;
  result.kind = Made::Kind::copy;
  result.node = slot.node;
  result.type = scope.builder().type_of(*slot.node, slot.type);
  result.origin = scope.origin(0);
  scope.executor().reads().whole(*slot.node);
  return true;
}

}  // namespace schakel::mapping
