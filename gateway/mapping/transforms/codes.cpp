#include "mapping/transforms/all.h"

namespace schakel::mapping {

namespace {

// Fills a Coding: system, code, and the display given or known.
bool fill(TransformScope& scope, Node& coding, std::size_t first) {
  Builder& builder = scope.builder();
  const KnownTypes::Codes& places = scope.executor().types().codes;
  std::string_view system = scope.text(first);
  std::string_view code = scope.text(first + 1);
  std::string_view display = scope.size() > first + 2 ? scope.text(first + 2) : std::string_view{};
  if (const CodeTable* codes = scope.target().codes) {
    const CodeTable::Code* known = codes->find(code, codes->value_set());
    if (known == nullptr && codes->value_set()) return scope.fail("the value set has no such code");
    if (known != nullptr) {
      system = known->system;
      code = known->code;
      if (display.empty()) display = known->display;
    }
  }
  const Node* origin = scope.origin(first + 1);
  if (!system.empty()) builder.add(coding, places.system, system, origin);
  builder.add(coding, places.code, code, origin);
  if (!display.empty()) builder.add(coding, places.display, display, origin);
  return true;
}

}  // namespace

// c(system, code): a Coding; nothing when there is no code.
bool apply_c(TransformScope& scope, Made& result) {
  if (scope.text(1).empty()) return true;
  return fill(scope, *scope.give_node(result, scope.executor().types().coding, names::kCoding, scope.origin(1)), 0);
}

// cc(text) or cc(system, code [, display]): a CodeableConcept.
bool apply_cc(TransformScope& scope, Made& result) {
  const fhir::Type* type = scope.executor().types().codeable_concept;
  const std::size_t decides = scope.size() == 1 ? 0 : 1;
  if (scope.text(decides).empty()) return true;
  const Node* origin = scope.origin(decides);
  Node* node = scope.give_node(result, type, names::kCode, origin);
  if (decides == 0) return scope.builder().add(*node, type, names::kText, scope.text(0), origin) != nullptr;
  Node* coding = scope.builder().add(*node, scope.executor().types().codes.coding, {}, origin);
  return coding != nullptr && fill(scope, *coding, 0);
}

}  // namespace schakel::mapping
