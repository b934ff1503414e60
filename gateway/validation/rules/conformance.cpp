#include "validation/rules/conformance.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

template <bool kExplain>
class ConformanceCheck {
 public:
  ConformanceCheck(Run<kExplain>& run, const Node& node, const ElementRule& element)
      : run_(run), node_(node), element_(element) {}

  bool check() {
    bool good = canonical();
    if (!kExplain && !good) return false;
    const std::string_view type = node_.type().text();
    if (type == "SearchParameter") good &= search_parameter();
    if (type == "ValueSet") good &= value_set();
    if (type == "ConceptMap") good &= concept_map();
    if (type == "CapabilityStatement") good &= capability_statement();
    return good;
  }

 private:
  static bool stop(bool good) { return !kExplain && !good; }

  bool canonical() {
    const Node* url = node_.child(Names::get().url);
    if (url == nullptr || !url->has_value() || fhir::is_absolute_uri(url->value().reveal())) return true;
    const bool contained = node_.name() == Names::get().contained;
    return run_.error(*url, &element_, IssueType::invalid, contained ? kCanonicalContained : kCanonicalRelative,
                      [&] { return std::vector<Argument>{Argument::value(url->value())}; });
  }

  bool search_parameter() {
    if (text_of(node_, "type") != "composite") return true;
    std::size_t components = 0;
    for (const Node* c = node_.child("component"); c != nullptr; c = c->next_of_same_name()) ++components;
    return components >= 2 || run_.error(node_, &element_, IssueType::business_rule, kComposite, no_arguments);
  }

  bool value_set() {
    const Node* compose = node_.child("compose");
    if (compose == nullptr) return true;
    bool good = true;
    for (const Node* i = compose->first_child(); i != nullptr && !stop(good); i = i->next()) {
      if (!(i->name() == "include") && !(i->name() == "exclude")) continue;
      const Node* system = i->child(Names::get().system);
      if (system == nullptr || !system->has_value()) continue;
      good &= include(*i, *system);
    }
    return good;
  }

  bool include(const Node& i, const Node& system) {
    const std::string_view url = system.value().reveal();
    const auto arguments = [&] { return std::vector<Argument>{Argument::value(system.value())}; };
    if (!fhir::is_absolute_uri(url))
      return run_.error(system, &element_, IssueType::invalid, kIncludeRelative, arguments);
    const Codes* codes = run_.library().codes();
    if (codes == nullptr) return true;
    bool good = true;
    for (const Node* c = i.child("concept"); c != nullptr && !stop(good); c = c->next_of_same_name()) {
      const Node* code = c->child(Names::get().code);
      if (code == nullptr || codes->known(url, code->value().reveal()) != terminology::Terminology::Known::no_such_code)
        continue;
      good = run_.error(*c, &element_, IssueType::business_rule, kIncludeCode, [&] {
        return std::vector<Argument>{Argument::value(code->value()), Argument::value(system.value())};
      });
    }
    return good;
  }

  // A search parameter has the type that its definition says.
  bool capability_statement() {
    bool good = true;
    for (const Node* rest = node_.child("rest"); rest != nullptr; rest = rest->next_of_same_name()) {
      for (const Node* r = rest->child("resource"); r != nullptr; r = r->next_of_same_name()) {
        for (const Node* p = r->child("searchParam"); p != nullptr && !stop(good); p = p->next_of_same_name()) {
          good &= search_parameter_of(*p);
        }
      }
    }
    return good;
  }

  bool search_parameter_of(const Node& p) {
    const auto found = run_.library().definitions().find(text_of(p, "definition"), "SearchParameter");
    if (!found || text_of(*found.resource->root, "type") == text_of(p, "type")) return true;
    return run_.error(p, &element_, IssueType::invalid, kSearchParamType, [&] {
      return std::vector<Argument>{Argument::value(DataText(text_of(p, "type"))), Argument::name(found.resource->url),
                                   Argument::name(text_of(*found.resource->root, "type"))};
    });
  }

  // The codes a map starts from are those of the value set it is stated for.
  bool concept_map() {
    const Codes* codes = run_.library().codes();
    if (codes == nullptr) return true;
    const auto set_of = [&](std::string_view canonical, std::string_view uri) -> const terminology::ValueSet* {
      const std::string_view url = text_of(node_, canonical).empty() ? text_of(node_, uri) : text_of(node_, canonical);
      return url.empty() ? nullptr : codes->value_set(url);
    };
    const terminology::ValueSet* source = set_of("sourceCanonical", "sourceUri");
    bool good = true;
    for (const Node* g = node_.child("group"); g != nullptr && !stop(good); g = g->next_of_same_name()) {
      for (const Node* e = g->child("element"); e != nullptr && !stop(good); e = e->next_of_same_name()) {
        good &= mapped(source, text_of(*g, "source"), *e);
        for (const Node* t = e->child("target"); t != nullptr && !stop(good); t = t->next_of_same_name())
          good &= exists(text_of(*g, "target"), *t, kMapTarget);
      }
    }
    return good;
  }

  bool mapped(const terminology::ValueSet* set, std::string_view system, const Node& element) {
    const Node* code = element.child(Names::get().code);
    if (code == nullptr || !code->has_value()) return true;
    if (set == nullptr) return exists(system, element, kMapSource);
    if (run_.library().codes()->member_of(*set, system, code->value().reveal()).answer != terminology::Answer::no)
      return true;
    return run_.error(*code, &element_, IssueType::required, kMapCode, [&] {
      return std::vector<Argument>{Argument::value(code->value()), Argument::name("source")};
    });
  }

  // A code that a map names is one of its system.
  bool exists(std::string_view system, const Node& entry, const Message& message) {
    const Node* code = entry.child(Names::get().code);
    if (code == nullptr || !code->has_value() || system.empty() ||
        run_.library().codes()->known(system, code->value().reveal()) != terminology::Terminology::Known::no_such_code)
      return true;
    return run_.error(*code, &element_, IssueType::required, message, [&] {
      return std::vector<Argument>{Argument::value(code->value()), Argument::value(DataText(system))};
    });
  }

  Run<kExplain>& run_;
  const Node& node_;
  const ElementRule& element_;
};

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  return ConformanceCheck<kExplain>(run, node, element).check();
}

// Resources with url and status; Questionnaires and the like are named by canonicals too.
void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (!draft.root || build.program.constraint || !build.program.resource) return;
  const fhir::Type* type = build.definitions.type(build.program.type);
  if (type == nullptr || type->find(Name::intern("url")) == nullptr || type->find(Name::intern("status")) == nullptr)
    return;
  draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule conformance_rule() { return {"conformance", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
