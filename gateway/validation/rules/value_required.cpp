#include "validation/rules/value_required.h"

#include "validation/names.h"
#include "validation/rules/questionnaire_answer.h"

#include <algorithm>
#include <vector>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kMustHave =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue";
constexpr std::string_view kAlternatives =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives";

struct Operand {
  bool always = false;
  std::span<const std::string_view> alternatives;
};

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  std::vector<std::string_view> alternatives;
  bool always = false;
  for (const Node* e = draft.definition->child("extension"); e != nullptr; e = e->next_of_same_name()) {
    const std::string_view url = text_of(*e, "url");
    const Node* value = value_of(*e);
    if (value == nullptr) continue;
    if (url == kMustHave) always = value->value() == "true";
    if (url == kAlternatives) alternatives.push_back(value->value().reveal());
  }
  if (!always && alternatives.empty()) return;
  auto* operand = build.arena.make<Operand>();
  operand->always = always;
  const std::span<std::string_view> kept = build.arena.array<std::string_view>(alternatives.size());
  std::copy(alternatives.begin(), alternatives.end(), kept.begin());
  operand->alternatives = kept;
  draft.checks.push_back({row, operand});
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* data) {
  const Operand& operand = *static_cast<const Operand*>(data);
  if (node.has_value()) return true;
  if (operand.always) {
    return run.error(node, &element, IssueType::required, kMustHaveValue,
                     [&] { return std::vector<Argument>{Argument::name(element.program->url)}; });
  }
  for (const Node* e = node.child(Names::get().extension); e != nullptr; e = e->next_of_same_name()) {
    const std::string_view url = text_of(*e, "url");
    if (std::find(operand.alternatives.begin(), operand.alternatives.end(), url) != operand.alternatives.end())
      return true;
  }
  return run.error(node, &element, IssueType::required, kValueAlternatives, [&] {
    std::string list;
    for (const std::string_view a : operand.alternatives) list += (list.empty() ? "" : ", ") + std::string(a);
    return std::vector<Argument>{Argument::name(list), Argument::name(element.program->url)};
  });
}

void print(const void* data, std::string& out) {
  const Operand& operand = *static_cast<const Operand*>(data);
  if (operand.always) print_member(out, "value", "always");
  for (const std::string_view a : operand.alternatives) print_member(out, "or", a);
}

}  // namespace

Rule value_required_rule() { return {"value-required", compile, check<false>, check<true>, print}; }

}  // namespace schakel::validation::rules
