#include "mapping/transforms/all.h"

#include <string>

namespace schakel::mapping {

namespace {

// The id of a resource, made up where it has none.
std::string_view id_of(TransformScope& scope, const Slot& slot) {
  if (const Node* id = slot.node->child(names::kId); id != nullptr && id->has_value()) return id->value().reveal();
  const std::string_view made = scope.keep(scope.executor().random_uuid());
  // Only the target may be changed; a resource of the source without an id can be referred to by the made one alone.
  const Node* top = slot.node;
  while (top->parent() != nullptr) top = top->parent();
  if (scope.executor().origin_of(top) != top) {
    scope.builder().add(const_cast<Node&>(*slot.node), scope.builder().type_of(*slot.node, slot.type), names::kId, made,
                        nullptr);
  }
  return made;
}

}  // namespace

// `Type/id`: for `ref.reference = reference(r)`.
bool apply_reference(TransformScope& scope, Made& result) {
  const Slot slot = scope.value(0);
  if (slot.node == nullptr) return true;
  if (!slot.node->resource()) return scope.fail("reference takes a resource");
  const std::string text = std::string(slot.node->type().text()) + '/' + std::string(id_of(scope, slot));
  scope.give_text(result, scope.keep(text), scope.executor().types().string, scope.origin(0));
  return true;
}

// `urn:uuid:id`, or the fullUrl of the Bundle entry the resource stands in.
bool apply_pointer(TransformScope& scope, Made& result) {
  const Slot slot = scope.value(0);
  if (slot.node == nullptr) return true;
  if (!slot.node->resource()) return scope.fail("pointer takes a resource");
  const Node* full_url = slot.node->parent() == nullptr ? nullptr : slot.node->parent()->child("fullUrl");
  if (full_url != nullptr && full_url->has_value()) {
    scope.give_text(result, full_url->value().reveal(), scope.executor().types().uri, scope.origin(0));
    return true;
  }
  const std::string text = "urn:uuid:" + std::string(id_of(scope, slot));
  scope.give_text(result, scope.keep(text), scope.executor().types().uri, scope.origin(0));
  return true;
}

bool apply_uuid(TransformScope& scope, Made& result) {
  scope.give_text(result, scope.keep(scope.executor().random_uuid()), scope.executor().types().id, nullptr);
  return true;
}

}  // namespace schakel::mapping
