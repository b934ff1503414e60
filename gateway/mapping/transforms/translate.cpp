#include "mapping/transforms/all.h"

#include <span>
#include <string>
#include <vector>

namespace schakel::mapping {

namespace {

struct SourceCode {
  std::string_view system;
  std::string_view code;
};

// A primitive, a Coding, a CodeableConcept (its codings in turn), or a code of CDA (codeSystem, code).
bool code_of(TransformScope& scope, const Node& node, SourceCode& out) {
  scope.executor().reads().expression(node, {}, false, false);
  if (node.has_value()) {
    out.code = node.value().reveal();
    return true;
  }
  const Node* code = node.child(names::kCode);
  if (code == nullptr) return false;
  scope.executor().reads().value(*code);
  out.code = code->value().reveal();
  const Node* system = node.child(names::kSystem);
  if (system == nullptr) system = node.child("codeSystem");
  if (system == nullptr) return true;
  scope.executor().reads().value(*system);
  out.system = system->value().reveal();
  return true;
}

const ConceptTable* table(TransformScope& scope) {
  if (scope.target().concepts != nullptr) return scope.target().concepts;
  const std::string_view url = scope.text(1);
  const Library& library = scope.executor().library();
  if (!url.empty() && url[0] == '#') {
    const auto& contained = scope.executor().map().contained;
    const auto it = contained.find(url.substr(1));
    return it == contained.end() ? nullptr : &it->second;
  }
  const auto it = library.concepts.find(url);
  return it == library.concepts.end() ? nullptr : &it->second;
}

void coding(TransformScope& scope, Node& node, const ConceptTarget& target, const Node* origin) {
  const KnownTypes::Codes& places = scope.executor().types().codes;
  if (!target.system.empty()) scope.builder().add(node, places.system, target.system, origin);
  scope.builder().add(node, places.code, target.code, origin);
  if (!target.display.empty()) scope.builder().add(node, places.display, target.display, origin);
}

bool give(TransformScope& scope, std::span<const ConceptTarget* const> targets, Made& result) {
  const KnownTypes& types = scope.executor().types();
  const Node* origin = scope.origin(0);
  std::string_view output = scope.size() > 2 ? scope.text(2) : std::string_view{};
  if (output.empty()) output = targets.size() == 1 ? "Coding" : "CodeableConcept";
  if (output == "CodeableConcept") {
    Node* concept_node = scope.give_node(result, types.codeable_concept, names::kCode, origin);
    for (const ConceptTarget* target : targets) {
      Node* node = scope.builder().tree().append(*concept_node, names::kCoding);
      scope.builder().tree().set_origin(*node, origin);
      if (const fhir::Element* row = types.codeable_concept->find(names::kCoding)) {
        scope.builder().tree().set_element(*node, row->id);
        scope.builder().tree().set_repeats(*node, row->repeats());
      }
      scope.builder().tree().set_type(*node, types.coding->name);
      coding(scope, *node, *target, origin);
    }
    return true;
  }
  if (targets.size() > 1) return scope.fail("the concept map gives several codes");
  const ConceptTarget& target = *targets[0];
  if (output == "Coding") {
    coding(scope, *scope.give_node(result, types.coding, names::kCoding, origin), target, origin);
  } else if (output == "code") {
    scope.give_text(result, target.code, types.code, origin);
  } else if (output == "system") {
    scope.give_text(result, target.system, types.uri, origin);
  } else if (output == "display") {
    scope.give_text(result, target.display, types.string, origin);
  } else {
    return scope.fail("translate gives code, system, display, Coding or CodeableConcept");
  }
  return true;
}

// What the bytes in `result` refer to (a table of the library) must be as long-lived as the target: the library is.
bool provided(TransformScope& scope, const SourceCode& source, std::string_view group_system, Made& result) {
  const ConceptTarget same{
      std::string(source.system.empty() ? group_system : source.system), std::string(source.code), {}, true};
  const ConceptTarget* const only = &same;
  if (!give(scope, {&only, 1}, result)) return false;
  if (result.kind == Made::Kind::text) {
    result.text = scope.keep(result.text);
    return true;
  }
  // The nodes view into `same`: give them texts that stay.
  const auto keep_all = [&scope](const auto& self, const Node& node) -> void {
    for (Node* c = node.first_child(); c != nullptr; c = c->next()) {
      if (c->has_value()) scope.builder().tree().set_value(*c, c->kind(), scope.keep(c->value().reveal()));
      self(self, *c);
    }
  };
  keep_all(keep_all, *result.node);
  return true;
}

}  // namespace

// translate(code, map [, output]). No translation gives nothing, which is no error.
bool apply_translate(TransformScope& scope, Made& result) {
  const Slot slot = scope.value(0);
  if (slot.node == nullptr) return true;
  const ConceptTable* concepts = table(scope);
  if (concepts == nullptr) return scope.fail("its concept map is not known");
  const Node* first = slot.node;
  if (const Node* codings = slot.node->child(names::kCoding)) first = codings;
  for (const Node* node = first; node != nullptr; node = node == slot.node ? nullptr : node->next_of_same_name()) {
    SourceCode source;
    if (!code_of(scope, *node, source)) {
      if (node == slot.node && node->first_child() != nullptr)
        return scope.fail("translate takes a code, a Coding or a CodeableConcept");
      continue;
    }
    const ConceptTable::Found found = concepts->find(source.system, source.code);
    if (found.kind == ConceptTable::Found::Kind::none) continue;
    if (found.kind == ConceptTable::Found::Kind::provided) return provided(scope, source, found.system, result);
    // Mostly one.
    if (found.targets->size() == 1 && found.targets->front().usable && !found.targets->front().code.empty()) {
      const ConceptTarget* const only = &found.targets->front();
      return give(scope, {&only, 1}, result);
    }
    std::vector<const ConceptTarget*> targets;
    for (const ConceptTarget& target : *found.targets) {
      if (target.usable && !target.code.empty()) targets.push_back(&target);
    }
    if (targets.empty()) return scope.fail("the concept map has no target for the code that can stand for it");
    return give(scope, targets, result);
  }
  return true;
}

}  // namespace schakel::mapping
