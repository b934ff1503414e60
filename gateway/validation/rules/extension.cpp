#include "validation/rules/extension.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

// Marks an extension that was judged, whichever definition it was reached by.
constexpr char kJudged = 0;
constexpr std::string_view kTools = "http://hl7.org/fhir/tools/StructureDefinition/";

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

void compile(const Build& /*build*/, std::uint16_t row, Draft& draft) {
  if (draft.root || draft.rule->types.size() != 1 || !(draft.rule->types[0].code == "Extension") ||
      !draft.rule->slice_name.empty())
    return;
  draft.checks.push_back({row, nullptr});
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_tolerated(const Options& options, std::string_view url) {
  if (options.allow_example_urls && (contains(url, "example.org") || contains(url, "acme.com"))) return true;
  if (contains(url, "nema.org") || url.substr(0, kTools.size()) == kTools) return true;
  return std::any_of(
      options.allowed_extension_domains.begin(), options.allowed_extension_domains.end(),
      [&](const std::string& domain) { return domain == "any" || url.substr(0, domain.size()) == domain; });
}

// The stem of a choice, else the name.
Name stem_of(const Node& node, const fhir::Definitions& definitions) {
  const fhir::Element* element = definitions.element(node.element());
  return element != nullptr ? element->name : node.name();
}

bool is_named_type(const Node& node, std::string_view name, const fhir::Definitions& definitions) {
  if (name == "Element" || name == "Any") return true;
  if (node.type() == name) return true;
  const fhir::Type* actual = definitions.type(node.type());
  const fhir::Type* wanted = definitions.type(name);
  if (actual != nullptr && wanted != nullptr && actual->is_a(*wanted)) return true;
  if (name == "BackboneElement") return actual != nullptr && actual->kind == fhir::TypeKind::backbone;
  if (name == "CanonicalResource" || name == "MetadataResource") {
    return node.resource() && actual != nullptr && actual->find(Name::intern("url")) != nullptr &&
           actual->find(Name::intern("status")) != nullptr;
  }
  return false;
}

// Does the path (`Patient.contact.name`, `HumanName`, `Extension.value[x]`) end at this node? Matched from its end
// outwards; where a type begins, the rest of the path may be that type's.
bool is_path_of(const Node& node, std::string_view path, const fhir::Definitions& definitions) {
  const Node* at = &node;
  std::string_view rest = path;
  for (int steps = 0; at != nullptr && steps < 64; ++steps) {
    if (at->type() == rest) return true;  // a backbone's type is its path: Questionnaire.item inside itself
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos) return is_named_type(*at, rest, definitions);
    std::string_view last = rest.substr(dot + 1);
    if (last.size() > 3 && last.substr(last.size() - 3) == "[x]") last.remove_suffix(3);
    if (at->parent() == nullptr || (!(at->name() == last) && !(stem_of(*at, definitions) == last))) return false;
    rest = rest.substr(0, dot);
    at = at->parent();
  }
  return false;
}

bool is_in_extension(const Node& carrier, std::string_view url) {
  const Names& n = Names::get();
  const Node* extension = carrier.type() == Names::get().extension_type ? &carrier : carrier.parent();
  if (extension == nullptr || !(extension->type() == Names::get().extension_type)) return false;
  const Node* own = extension->child(n.url);
  if (own == nullptr) return false;
  const std::size_t hash = url.find('#');
  return own->value() == url.substr(0, hash);
}

template <bool kExplain>
bool fits_expression(Run<kExplain>& run, const Node& carrier, std::string_view expression) {
  const fhirpath::Program* program = run.work().context_expression(expression);
  if (program == nullptr) return true;
  fhirpath::Environment environment;
  environment.focus = run.current_resource();
  environment.resource = run.current_resource();
  environment.root_resource = run.root_resource();
  return run.work().selects(*program, environment, carrier);
}

// Extensions of HL7's own tools: they stand in its definitions where their stated context does not allow it.
constexpr std::array<std::string_view, 5> kAnywhere{
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type",
    "http://hl7.org/fhir/StructureDefinition/regex",
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version",
    "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation",
    // Core names three types; the extensions pack, which HL7 maintains in its place, any string.
    "http://hl7.org/fhir/StructureDefinition/language"};

template <bool kExplain>
bool check_context(Run<kExplain>& run, const Node& node, const ElementRule& element, const Program& program) {
  const Node& carrier = *node.parent();
  const fhir::Definitions& definitions = run.library().definitions();
  bool stated = false;
  for (const Node* c = program.definition->child("context"); c != nullptr; c = c->next_of_same_name()) {
    stated = true;
    const std::string_view type = text_of(*c, "type");
    std::string_view expression = text_of(*c, "expression");
    if (type == "extension"  ? is_in_extension(carrier, expression)
        : type == "fhirpath" ? fits_expression(run, carrier, expression)
                             : is_path_of(carrier, expression.substr(expression.find('#') + 1), definitions)) {
      return true;
    }
  }
  if (!stated || std::find(kAnywhere.begin(), kAnywhere.end(), program.url) != kAnywhere.end()) return true;
  return run.error(carrier, &element, IssueType::structure, kWrongContext, [&] {
    std::string contexts;
    for (const Node* c = program.definition->child("context"); c != nullptr; c = c->next_of_same_name()) {
      if (!contexts.empty()) contexts += ", ";
      contexts += text_of(*c, "expression");
    }
    return std::vector<Argument>{Argument::name(program.url), Argument::name(carrier.type().text()),
                                 Argument::name(contexts)};
  });
}

// Inside a complex extension the url is the name of a part that the outer definition lists.
template <bool kExplain>
bool check_part(Run<kExplain>& run, const Node& node, const ElementRule& element, std::string_view url) {
  const Node& outer = *node.parent();
  const std::string_view outer_url = text_of(outer, "url");
  if (!fhir::is_absolute_uri(outer_url)) return true;  // a part of a part: the outer definition's slices judge it
  const Program* program = run.work().program(outer_url);
  if (program == nullptr || program->root == nullptr || program->root->children == nullptr) return true;
  const ChildSlot* slot = program->root->children->find(Names::get().extension);
  if (slot == nullptr) return true;
  const Group& group = program->root->children->groups[slot->group];
  if (group.slicing == nullptr && group.element->max > 0) return true;
  if (group.slicing != nullptr) {
    for (const Slice& s : group.slicing->slices) {
      for (const Matcher& m : s.matchers) {
        if (m.equals == url) return true;
        for (const Node* p : m.patterns) {
          if (p->value() == url) return true;
        }
      }
    }
  }
  return run.error(node, &element, IssueType::invalid, kSubExtension, [&] {
    return std::vector<Argument>{Argument::value(DataText(url)), Argument::name(program->url)};
  });
}

template <bool kExplain>
bool judge(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  const Node* url_node = node.child(Names::get().url);
  if (url_node == nullptr || url_node->value().empty())
    return run.error(node, &element, IssueType::invalid, kUrlMissing, no_arguments);
  const std::string_view url = url_node->value().reveal();
  const auto arguments = [&] { return std::vector<Argument>{Argument::value(DataText(url))}; };
  if (!fhir::is_absolute_uri(url)) {
    if (node.parent() != nullptr && node.parent()->type() == Names::get().extension_type)
      return check_part(run, node, element, url);
    return run.error(node, &element, IssueType::invalid, kUrlRelative, arguments);
  }
  const Program* program = run.work().program(url);
  if (program == nullptr) {
    if (is_tolerated(run.options(), url)) return true;
    return run.error(node, &element, IssueType::structure, kUnknownExtension, arguments);
  }
  const bool modifier = node.name() == Names::get().modifier_extension;
  bool good = true;
  if (program->modifier != modifier) {
    good = run.error(node, &element, IssueType::structure, program->modifier ? kModifierWanted : kModifierUnwanted,
                     [&] { return std::vector<Argument>{Argument::name(program->url)}; });
    if (!kExplain) return false;
  }
  good &= check_context(run, node, element, *program);
  if (!kExplain && !good) return false;
  return run.program(node, *program) && good;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  Memo::State& before = run.work().memo[kExplain ? 1 : 0].at(&node, &kJudged);
  if (before != Memo::State::fresh) return before != Memo::State::bad;
  before = Memo::State::running;
  const bool good = judge(run, node, element);
  run.work().memo[kExplain ? 1 : 0].at(&node, &kJudged) = good ? Memo::State::good : Memo::State::bad;
  return good;
}

}  // namespace

Rule extension_rule() {
  return {"extension", compile, check<false>, check<true>, nullptr, [](const void*, const void*) { return true; }};
}

}  // namespace schakel::validation::rules
