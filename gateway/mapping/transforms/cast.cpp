#include "fhir/primitives/primitives.h"
#include "mapping/transforms/all.h"

namespace schakel::mapping {

// cast(v, 'type'): the text of v as a primitive of that type. Without a type the text stays what it is.
bool apply_cast(TransformScope& scope, Made& result) {
  const std::string_view text = scope.text(0);
  const fhir::Type* type = scope.executor().types().string;
  if (scope.size() == 2) {
    const std::string_view name = scope.text(1);
    type = scope.executor().library().definitions().type(name);
    if (type == nullptr || type->kind != fhir::TypeKind::primitive)
      return scope.fail("cast knows no such primitive type");
  }
  if (!text.empty()) {
    const bool number = fhir::is_number(type->primitive) && !fhir::is_json_number(text);
    const bool boolean = type->primitive == fhir::Primitive::boolean && !fhir::is_boolean(text);
    if (number || boolean) return scope.fail("the text cannot be cast to " + std::string(type->name.text()));
  }
  scope.give_text(result, text, type, scope.origin(0));
  return true;
}

}  // namespace schakel::mapping
