#include "syntax/resource_slot.h"

namespace schakel::syntax {

namespace {

struct Names {
  Name contained = Name::intern("contained");
  Name resource = Name::intern("resource");
  Name outcome = Name::intern("outcome");
  Name entry = Name::intern("entry");
  Name parameter = Name::intern("parameter");
  Name part = Name::intern("part");
  Name response = Name::intern("response");
};

}  // namespace

bool is_resource_slot(const Node& node) {
  static const Names names;
  if (node.name() == names.contained) return true;
  if (node.parent() == nullptr) return false;
  const Name parent = node.parent()->name();
  if (node.name() == names.resource) return parent == names.entry || parent == names.parameter || parent == names.part;
  return node.name() == names.outcome && parent == names.response;
}

}  // namespace schakel::syntax
