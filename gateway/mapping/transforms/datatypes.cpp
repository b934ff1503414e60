#include "fhir/primitives/primitives.h"
#include "mapping/transforms/all.h"

namespace schakel::mapping {

namespace {

// `5.4 mg`, `<5.4`: comparator, number and unit of a written quantity.
struct Written {
  std::string_view comparator, number, unit;
};

Written split(std::string_view text) {
  Written written;
  const auto trim = [&text] {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  };
  trim();
  std::size_t signs = 0;
  while (signs < text.size() && signs < 2 && (text[signs] == '<' || text[signs] == '>' || text[signs] == '=')) ++signs;
  written.comparator = text.substr(0, signs);
  text.remove_prefix(signs);
  trim();
  const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eE"), text.size());
  written.number = text.substr(0, end);
  text.remove_prefix(end);
  trim();
  written.unit = text;
  return written;
}

void add_text(TransformScope& scope, Node& node, const fhir::Type* type, std::string_view name, std::string_view text) {
  if (!text.empty()) scope.builder().add(node, type, Name::intern(name), text, scope.origin(0));
}

}  // namespace

// qty(text) or qty(value, unit [, system, code]).
bool apply_qty(TransformScope& scope, Made& result) {
  const fhir::Type* type = scope.executor().types().quantity;
  Written written{{}, scope.text(0), scope.size() > 1 ? scope.text(1) : std::string_view{}};
  if (scope.size() == 1) written = split(scope.text(0));
  if (written.number.empty() && written.unit.empty()) return true;
  if (!written.number.empty() && !fhir::is_json_number(written.number)) return scope.fail("qty takes a number");
  Node* node = scope.give_node(result, type, names::kValue, scope.origin(0));
  add_text(scope, *node, type, "value", written.number);
  add_text(scope, *node, type, "comparator", written.comparator);
  add_text(scope, *node, type, "unit", written.unit);
  if (scope.size() > 2) add_text(scope, *node, type, "system", scope.text(2));
  if (scope.size() > 3) add_text(scope, *node, type, "code", scope.text(3));
  return true;
}

// id(system, value [, type]): an Identifier; nothing without a value.
bool apply_id(TransformScope& scope, Made& result) {
  if (scope.text(1).empty()) return true;
  const KnownTypes& types = scope.executor().types();
  Node* node = scope.give_node(result, types.identifier, names::kValue, scope.origin(1));
  add_text(scope, *node, types.identifier, "system", scope.text(0));
  scope.builder().add(*node, types.identifier, names::kValue, scope.text(1), scope.origin(1));
  if (scope.size() < 3 || scope.text(2).empty()) return true;
  Node* type = scope.builder().add(*node, types.identifier, names::kType, {}, scope.origin(2));
  Node* coding = scope.builder().add(*type, types.codeable_concept, names::kCoding, {}, scope.origin(2));
  add_text(scope, *coding, types.coding, "system", "http://terminology.hl7.org/CodeSystem/v2-0203");
  add_text(scope, *coding, types.coding, "code", scope.text(2));
  return true;
}

// cp(value) or cp(system, value): a ContactPoint; the system of a lone value is told from how it looks.
bool apply_cp(TransformScope& scope, Made& result) {
  const fhir::Type* type = scope.executor().types().contact_point;
  const std::size_t at = scope.size() - 1;
  const std::string_view value = scope.text(at);
  if (value.empty()) return true;
  std::string_view system = scope.size() == 2 ? scope.text(0) : std::string_view{};
  if (scope.size() == 1) {
    if (value.find('@') != std::string_view::npos) {
      system = "email";
    } else if (value.substr(0, 4) == "http") {
      system = "url";
    } else {
      system = "phone";
    }
  }
  Node* node = scope.give_node(result, type, names::kValue, scope.origin(at));
  add_text(scope, *node, type, "system", system);
  scope.builder().add(*node, type, names::kValue, value, scope.origin(at));
  return true;
}

}  // namespace schakel::mapping
