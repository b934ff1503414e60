#include "validation/rules/coding.h"

#include "validation/names.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, Name child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

void compile_coding(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Coding") draft.checks.push_back({row, nullptr});
}

bool is_absolute(std::string_view system) {
  return system.substr(0, 5) == "http:" || system.substr(0, 6) == "https:" || system.substr(0, 4) == "urn:";
}

constexpr std::string_view kUcum = "http://unitsofmeasure.org";
constexpr std::array<std::string_view, 4> kWellKnown{"http://snomed.info/sct", "http://loinc.org", kUcum,
                                                     "http://www.nlm.nih.gov/research/umls/rxnorm"};

// The well-known system that is meant by a misspelt one; empty if none.
std::string_view meant_by(std::string_view system) {
  for (const std::string_view known : kWellKnown) {
    // SNOMED's versions are URIs of their own, but no system of a coding.
    if (system.size() > known.size() && system.substr(0, known.size()) == known &&
        !(system[known.size()] >= 'a' && system[known.size()] <= 'z'))
      return known;
  }
  return {};
}

bool is_https_of_known(const Codes& codes, std::string_view system) {
  if (system.substr(0, 8) != "https://") return false;
  const std::string http = "http" + std::string(system.substr(5));
  return std::find(kWellKnown.begin(), kWellKnown.end(), http) != kWellKnown.end() ||
         codes.known(http, {}) != terminology::Terminology::Known::no_such_system;
}

template <bool kExplain>
bool check_system(Run<kExplain>& run, const Node& node, const ElementRule& element, std::string_view system) {
  const Node& at = *node.child(Names::get().system);
  if (!is_absolute(system)) {
    return run.error(at, &element, IssueType::code_invalid, kSystemRelative,
                     [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  }
  if (is_https_of_known(*run.library().codes(), system)) {
    return run.error(at, &element, IssueType::invalid, kSystemHttps,
                     [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  }
  if (const std::string_view meant = meant_by(system); !meant.empty()) {
    return run.error(at, &element, IssueType::invalid, kSystemLonger, [&] {
      return std::vector<Argument>{Argument::value(DataText(system)), Argument::name(meant)};
    });
  }
  if (!run.library().definitions().find(system, "CodeSystem") && run.library().definitions().find(system, "ValueSet")) {
    return run.error(at, &element, IssueType::invalid, kSystemValueSet,
                     [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  }
  run.work().count_unknown_system(system);
  run.warning(at, &element, IssueType::not_found, kUnknownSystem,
              [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  return true;
}

bool is_foreign(const Node* resource) {
  const Node* language = resource == nullptr ? nullptr : resource->child("language");
  return language != nullptr && language->has_value() && language->value().reveal().substr(0, 2) != "en";
}

template <bool kExplain>
bool check_coding(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Codes* codes = run.library().codes();
  if (codes == nullptr) return true;
  const Names& n = Names::get();
  const std::string_view system = text_of(node, n.system);
  const Node* code_node = node.child(n.code);
  if (system.empty()) {
    if (code_node == nullptr) return true;
    return run.warning(node, &element, IssueType::invalid, kNoSystem, no_arguments);
  }
  const std::string_view code = code_node == nullptr ? std::string_view{} : code_node->value().reveal();
  const terminology::Terminology::Known known = codes->known(system, code);
  if (run.work().is_supplement(system)) {
    return run.error(*node.child(n.system), &element, IssueType::invalid, kSupplementAsSystem,
                     [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  }
  // Any URI is a code of that system; what is none is worth a warning only, as HL7's own examples have such codes.
  const bool open = system == "urn:ietf:rfc:3986" && known == terminology::Terminology::Known::no_such_code;
  if (open || known == terminology::Terminology::Known::no_such_system) return check_system(run, node, element, system);
  if (code.empty()) return true;
  if (known == terminology::Terminology::Known::no_such_code) {
    return run.error(*code_node, &element, IssueType::code_invalid, kUnknownCode, [&] {
      return std::vector<Argument>{Argument::value(DataText(code)), Argument::name(system)};
    });
  }
  const Node* display = node.child(n.display);
  if (display == nullptr || !display->has_value() ||
      codes->is_display(system, code, display->value().reveal()) != terminology::Answer::no)
    return true;
  run.work().doubtful_displays.push_back({display, &element, run.current_resource()});
  return true;
}

// ---- quantities

void compile_quantity(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Quantity")
    draft.checks.push_back({row, nullptr});
}

template <bool kExplain>
bool check_quantity(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Names& n = Names::get();
  const std::string_view system = text_of(node, n.system);
  const std::string_view code = text_of(node, n.code);
  if (system.empty()) return true;
  if (!is_absolute(system)) {
    return run.error(node, &element, IssueType::code_invalid, kSystemRelative,
                     [&] { return std::vector<Argument>{Argument::value(DataText(system))}; });
  }
  // Units that UCUM does not have are in wide use as its codes, in HL7's own examples too (`ea`); where they matter, a
  // binding says so.
  if (run.library().codes() == nullptr || code.empty() || system == kUcum ||
      run.library().codes()->known(system, code) != terminology::Terminology::Known::no_such_code)
    return true;
  return run.error(*node.child(n.code), &element, IssueType::code_invalid, kUnknownCode, [&] {
    return std::vector<Argument>{Argument::value(DataText(code)), Argument::name(system)};
  });
}

// ---- displays

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_text(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return folded(x) == folded(y); });
}

// The value set of a binding; `#id` is contained in the profile.
const Node* value_set_of(const fhir::Definitions& definitions, const Work::Bound& bound) {
  if (bound.value_set.substr(0, 1) != "#") {
    const auto found = definitions.find(bound.value_set, "ValueSet");
    return found ? found.resource->root : nullptr;
  }
  for (const Node* c = bound.profile == nullptr ? nullptr : bound.profile->child(Names::get().contained); c != nullptr;
       c = c->next_of_same_name()) {
    if (text_of(*c, Names::get().id) == bound.value_set.substr(1)) return c;
  }
  return nullptr;
}

// Display or a designation of compose.include.concept, or of expansion.contains.
bool states(const Node& entry, std::string_view code, std::string_view text) {
  if (text_of(entry, Names::get().code) != code) return false;
  if (same_text(text_of(entry, Names::get().display), text)) return true;
  for (const Node* d = entry.child("designation"); d != nullptr; d = d->next_of_same_name()) {
    if (same_text(text_of(*d, Names::get().value), text)) return true;
  }
  return false;
}

bool contains_stated(const Node& parent, std::string_view system, std::string_view code, std::string_view text) {
  for (const Node* c = parent.child("contains"); c != nullptr; c = c->next_of_same_name()) {
    if (text_of(*c, Names::get().system) == system && states(*c, code, text)) return true;
    if (contains_stated(*c, system, code, text)) return true;
  }
  return false;
}

// Whether the value set itself says that this is how the code is displayed.
bool is_stated(const fhir::Definitions& definitions, const Work::Bound& bound, std::string_view system,
               std::string_view code, std::string_view text) {
  const Node* set = value_set_of(definitions, bound);
  if (set == nullptr) return false;
  const Node* compose = set->child("compose");
  for (const Node* i = compose == nullptr ? nullptr : compose->child("include"); i != nullptr;
       i = i->next_of_same_name()) {
    if (text_of(*i, Names::get().system) != system) continue;
    for (const Node* c = i->child("concept"); c != nullptr; c = c->next_of_same_name()) {
      if (states(*c, code, text)) return true;
    }
  }
  const Node* expansion = set->child("expansion");
  return expansion != nullptr && contains_stated(*expansion, system, code, text);
}

}  // namespace

template <bool kExplain>
bool check_displays(Run<kExplain>& run) {
  bool good = true;
  const Names& n = Names::get();
  const Codes* codes = run.library().codes();
  const auto& bound = run.work().bound;
  for (const Work::DoubtfulDisplay& doubt : run.work().doubtful_displays) {
    const Node& coding = *doubt.display->parent();
    const std::string_view system = text_of(coding, n.system);
    const std::string_view code = text_of(coding, n.code);
    const std::string_view text = doubt.display->value().reveal();
    if (std::any_of(bound.begin(), bound.end(), [&](const Work::Bound& b) {
          return (b.node == &coding || b.node == coding.parent()) &&
                 is_stated(run.library().definitions(), b, system, code, text);
        }))
      continue;
    const auto arguments = [&] {
      return std::vector<Argument>{Argument::value(doubt.display->value()), Argument::value(DataText(code)),
                                   Argument::name(codes->display(system, code))};
    };
    // A display in the resource's own language may be right though only English ones are loaded.
    if (run.options().display_warnings || is_foreign(doubt.resource)) {
      run.warning(*doubt.display, doubt.element, IssueType::invalid, kWrongDisplay, arguments);
      continue;
    }
    good = run.error(*doubt.display, doubt.element, IssueType::invalid, kWrongDisplay, arguments);
    if (!kExplain) break;
  }
  return good;
}

template bool check_displays(Run<false>&);
template bool check_displays(Run<true>&);

Rule coding_rule() {
  return {"coding", compile_coding, check_coding<false>, check_coding<true>, nullptr, nullptr, true};
}
Rule quantity_rule() {
  return {"quantity", compile_quantity, check_quantity<false>, check_quantity<true>, nullptr, nullptr, true};
}

}  // namespace schakel::validation::rules
