#include "syntax/resource_slot.h"

namespace schakel::syntax {

ResourceSlots::ResourceSlots()
    : contained_(Name::intern("contained")),
      resource_(Name::intern("resource")),
      outcome_(Name::intern("outcome")),
      entry_(Name::intern("entry")),
      parameter_(Name::intern("parameter")),
      part_(Name::intern("part")),
      response_(Name::intern("response")) {}

const ResourceSlots& ResourceSlots::instance() {
  static const ResourceSlots slots;
  return slots;
}

bool ResourceSlots::below_right_parent(const Node& node) const {
  if (node.parent() == nullptr) return false;
  const Name parent = node.parent()->name();
  if (node.name() == resource_) return parent == entry_ || parent == parameter_ || parent == part_;
  return parent == response_;
}

}  // namespace schakel::syntax
