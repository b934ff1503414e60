#include "validation/rules/structure_definition.h"

#include "fhir/definitions/snapshot.h"

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

template <bool kExplain>
bool check_type(Run<kExplain>& run, const Node& type, const ElementRule& element) {
  const fhir::Definitions& definitions = run.library().definitions();
  const fhir::Type* stated = definitions.type(text_of(type, "code"));
  bool good = true;
  for (const Node* p = type.child("profile"); p != nullptr; p = p->next_of_same_name()) {
    const auto found =
        p->has_value() ? definitions.find(p->value().reveal(), "StructureDefinition") : fhir::Definitions::Found{};
    if (!found || stated == nullptr || p->child("extension") != nullptr) continue;
    const std::string_view of = text_of(*found.resource->root, "type");
    const fhir::Type* actual = definitions.type(of);
    if (actual == nullptr || actual->is_a(*stated)) continue;
    good = run.error(*p, &element, IssueType::business_rule, kTypeProfileWrong, [&] {
      return std::vector<Argument>{Argument::value(p->value()), Argument::name(of),
                                   Argument::value(DataText(text_of(type, "code")))};
    });
    if (!kExplain) return false;
  }
  return good;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Node* differential = node.child("differential");
  if (differential == nullptr || !(text_of(node, "derivation") == "constraint")) return true;
  bool good = true;
  for (const Node* e = differential->child("element"); e != nullptr; e = e->next_of_same_name()) {
    for (const Node* t = e->child("type"); t != nullptr; t = t->next_of_same_name()) {
      good &= check_type(run, *t, element);
      if (!kExplain && !good) return false;
    }
  }
  // Without its base nothing can be said.
  if (!run.library().definitions().find(text_of(node, "baseDefinition"), "StructureDefinition")) return good;
  Arena arena;
  Tree tree(arena);
  tree.set_root(*tree.copy(node));
  fhir::DefinitionsSource source(run.library().definitions());
  const fhir::SnapshotResult made = fhir::make_snapshot(tree, source);
  if (made.made) return good;
  return run.error(node, &element, IssueType::exception, kSnapshotFails, [&] {
    return std::vector<Argument>{Argument{made.error, false}};
  });
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "StructureDefinition")
    draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule structure_definition_rule() {
  return {"structure-definition", compile, check<false>, check<true>, nullptr, nullptr, true};
}

}  // namespace schakel::validation::rules
