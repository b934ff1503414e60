#include "validation/rules/text_format.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"
#include "validation/rules/pattern_text.h"
#include "validation/rules/questionnaire_answer.h"

#include <charconv>

namespace schakel::validation::rules {

namespace {

struct Operand {
  std::string_view regex;
  std::size_t least = 0;
};

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  const Node* regex = extension_value(*draft.definition, "http://hl7.org/fhir/StructureDefinition/regex");
  const Node* least = extension_value(*draft.definition, "http://hl7.org/fhir/StructureDefinition/minLength");
  if (regex == nullptr && least == nullptr) return;
  // `<type>.value` of a primitive's own definition is checked as code (primitive.h).
  if (draft.rule->name == Names::get().value && build.program.primitive) return;
  auto* operand = build.arena.make<Operand>();
  if (regex != nullptr) operand->regex = regex->value().reveal();
  if (least != nullptr) {
    const std::string_view text = least->value().reveal();
    std::from_chars(text.data(), text.data() + text.size(), operand->least);
  }
  draft.checks.push_back({row, operand});
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* data) {
  const Operand& operand = *static_cast<const Operand*>(data);
  if (!node.has_value()) return true;
  const std::string_view text = node.value().reveal();
  if (!operand.regex.empty() && matches_whole(operand.regex, text) == Match::no) {
    return run.error(node, &element, IssueType::invalid, kRegex, [&] {
      return std::vector<Argument>{Argument::value(node.value()), Argument::name(operand.regex),
                                   Argument::name(element.program->url)};
    });
  }
  if (fhir::length_of(text) >= operand.least) return true;
  return run.error(node, &element, IssueType::invalid, kTooShort, [&] {
    return std::vector<Argument>{Argument::number(operand.least), Argument::name(element.program->url)};
  });
}

void print(const void* data, std::string& out) {
  const Operand& operand = *static_cast<const Operand*>(data);
  if (!operand.regex.empty()) print_member(out, "regex", operand.regex);
  if (operand.least != 0) print_member(out, "least", std::to_string(operand.least));
}

}  // namespace

Rule text_format_rule() { return {"text-format", compile, check<false>, check<true>, print}; }

}  // namespace schakel::validation::rules
