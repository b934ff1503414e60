#include "validation/rules/narrative_language.h"

#include "validation/names.h"
#include "validation/rules/questionnaire_answer.h"

#include <algorithm>

namespace schakel::validation::rules {

namespace {

constexpr std::string_view kUrl = "http://hl7.org/fhir/StructureDefinition/narrative-language-control";

struct Operand {
  bool required = false;    // _yes: some sections by language
  bool prohibited = false;  // _no
  bool resource = false;    // _resource: one in the resource's language
  std::span<const std::string_view> languages;
};

// Languages of the divs directly inside the narrative's div, as many as fit.
std::vector<std::string_view> sections_of(std::string_view xhtml) {
  std::vector<std::string_view> found;
  std::size_t depth = 0;
  for (std::size_t at = xhtml.find('<'); at != std::string_view::npos; at = xhtml.find('<', at + 1)) {
    const std::size_t end = xhtml.find('>', at);
    if (end == std::string_view::npos) break;
    const std::string_view tag = xhtml.substr(at, end - at);
    if (tag.substr(0, 2) == "</") {
      depth -= depth > 0 ? 1 : 0;
      continue;
    }
    if (depth == 1 && tag.substr(0, 4) == "<div") {
      const std::size_t lang = tag.find(" lang=");
      if (lang != std::string_view::npos && lang + 8 < tag.size()) {
        const std::size_t close = tag.find(tag[lang + 6], lang + 7);
        if (close != std::string_view::npos) found.push_back(tag.substr(lang + 7, close - lang - 7));
      }
    }
    if (tag.back() != '/' && tag.substr(0, 2) != "<!") ++depth;
  }
  return found;
}

std::string list_of(const std::vector<std::string_view>& sections) {
  std::string text;
  for (const std::string_view s : sections) text += (text.empty() ? "" : ", ") + std::string(s);
  return text;
}

template <bool kExplain>
bool demand(Run<kExplain>& run, const Node& node, const ElementRule& element,
            const std::vector<std::string_view>& sections, std::string_view language) {
  if (language.empty() || std::find(sections.begin(), sections.end(), language) != sections.end()) return true;
  return run.error(node, &element, IssueType::business_rule, kLanguageAbsent, [&] {
    return std::vector<Argument>{Argument{std::string(language), false}, Argument{list_of(sections), false},
                                 Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* data) {
  const Operand& operand = *static_cast<const Operand*>(data);
  const Node* div = node.child(Names::get().div);
  if (div == nullptr || !div->has_value()) return true;
  const std::vector<std::string_view> sections = sections_of(div->value().reveal());
  if (operand.prohibited && !sections.empty()) {
    return run.error(node, &element, IssueType::business_rule, kLanguageProhibited, [&] {
      return std::vector<Argument>{Argument{list_of(sections), false}, Argument::name(element.program->url)};
    });
  }
  if (operand.required && sections.empty()) {
    return run.error(node, &element, IssueType::business_rule, kLanguageMissing,
                     [&] { return std::vector<Argument>{Argument::name(element.program->url)}; });
  }
  bool good = true;
  if (operand.resource && run.current_resource() != nullptr) {
    const Node* language = run.current_resource()->child("language");
    good = demand(run, node, element, sections, language == nullptr ? std::string_view{} : language->value().reveal());
  }
  for (const std::string_view language : operand.languages) good &= demand(run, node, element, sections, language);
  return good;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  Operand made;
  std::vector<std::string_view> languages;
  bool any = false;
  for (const Node* e = draft.definition->child("extension"); e != nullptr; e = e->next_of_same_name()) {
    const Node* url = e->child("url");
    const Node* value = value_of(*e);
    if (url == nullptr || value == nullptr || !(url->value() == kUrl)) continue;
    any = true;
    if (value->value() == "_yes") {
      made.required = true;
    } else if (value->value() == "_no") {
      made.prohibited = true;
    } else if (value->value() == "_resource") {
      made.resource = true;
    } else {
      languages.push_back(value->value().reveal());
    }
  }
  if (!any) return;
  const std::span<std::string_view> kept = build.arena.array<std::string_view>(languages.size());
  std::copy(languages.begin(), languages.end(), kept.begin());
  made.languages = kept;
  draft.checks.push_back({row, build.arena.make<Operand>(made)});
}

void print(const void* data, std::string& out) {
  const Operand& operand = *static_cast<const Operand*>(data);
  if (operand.required) print_member(out, "sections", "required");
  if (operand.prohibited) print_member(out, "sections", "prohibited");
  if (operand.resource) print_member(out, "language", "of the resource");
  for (const std::string_view l : operand.languages) print_member(out, "language", l);
}

}  // namespace

Rule narrative_language_rule() { return {"narrative-language", compile, check<false>, check<true>, print}; }

}  // namespace schakel::validation::rules
