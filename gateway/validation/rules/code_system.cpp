#include "validation/rules/code_system.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"

#include <array>
#include <unordered_map>
#include <unordered_set>

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

// Properties that FHIR defines (http://hl7.org/fhir/R4/codesystem-concept-properties.html, and what later releases
// added to them).
constexpr std::string_view kProperties = "http://hl7.org/fhir/concept-properties#";
struct KnownProperty {
  std::string_view code;
  std::string_view type;
};
constexpr std::array<KnownProperty, 13> kKnown{{
    {"inactive", "boolean"},
    {"notSelectable", "boolean"},
    {"deprecated", "dateTime"},
    {"deprecationDate", "dateTime"},
    {"retirementDate", "dateTime"},
    {"effectiveDate", "dateTime"},
    {"status", "code"},
    {"parent", "code"},
    {"child", "code"},
    {"partOf", "code"},
    {"synonym", "code"},
    {"comment", "string"},
    {"itemWeight", "decimal"},
}};

template <bool kExplain>
class CodeSystemCheck {
 public:
  CodeSystemCheck(Run<kExplain>& run, const Node& node, const ElementRule& element)
      : run_(run), node_(node), element_(element) {}

  bool check() {
    bool good = content();
    if (stop(good)) return good;
    good &= properties();
    if (stop(good)) return good;
    concepts(node_, good);
    return stop(good) ? good : count() && good;
  }

 private:
  static bool stop(bool good) { return !kExplain && !good; }

  bool content() {
    const Node* stated = node_.child("content");
    if (stated == nullptr) return true;
    bool good = true;
    if (node_.child("supplements") != nullptr && !(stated->value() == "supplement")) {
      good = run_.error(*stated, &element_, IssueType::invalid, kSupplementContent,
                        [&] { return std::vector<Argument>{Argument::value(stated->value())}; });
    }
    if (!stop(good) && stated->value() == "not-present" && node_.child("concept") != nullptr)
      good = run_.error(node_, &element_, IssueType::invalid, kContentNotPresent, no_arguments);
    if (stated->value() == "supplement") {
      base_ = text_of(node_, "supplements");
      base_ = base_.substr(0, base_.find('|'));
    }
    return good;
  }

  bool properties() {
    bool good = true;
    std::unordered_set<std::string_view> codes;
    std::unordered_set<std::string_view> uris;
    for (const Node* p = node_.child("property"); p != nullptr && !stop(good); p = p->next_of_same_name()) {
      const std::string_view code = text_of(*p, "code");
      const std::string_view uri = text_of(*p, "uri");
      types_.emplace(code, text_of(*p, "type"));
      if (!code.empty() && !codes.insert(code).second) good &= say(*p, kDuplicateProperty, code);
      if (uri.empty()) continue;
      if (!fhir::is_absolute_uri(uri)) good &= say(*p, kPropertyUriRelative, uri);
      if (!uris.insert(uri).second) good &= say(*p, kDuplicatePropertyUri, uri);
      good &= known(*p, uri, code);
    }
    return good;
  }

  bool known(const Node& property, std::string_view uri, std::string_view code) {
    if (uri.substr(0, kProperties.size()) != kProperties) return true;
    bool good = true;
    for (const KnownProperty& k : kKnown) {
      if (k.code != uri.substr(kProperties.size())) continue;
      if (code != k.code) good &= say(property, kPropertyUriCode, uri, k.code, code);
      if (text_of(property, "type") != k.type)
        good &= say(property, kPropertyUriType, uri, k.type, text_of(property, "type"));
    }
    return good;
  }

  void concepts(const Node& parent, bool& good) {
    for (const Node* c = parent.child("concept"); c != nullptr && !stop(good); c = c->next_of_same_name()) {
      ++concepts_;
      const std::string_view code = text_of(*c, "code");
      if (!code.empty() && !seen_.insert(code).second) good &= say(*c, kDuplicateCode, code);
      if (!stop(good)) good &= in_base(*c, code);
      for (const Node* p = c->child("property"); p != nullptr && !stop(good); p = p->next_of_same_name())
        good &= value(*p);
      if (!stop(good)) concepts(*c, good);
    }
  }

  bool in_base(const Node& entry, std::string_view code) {
    const Codes* codes = run_.library().codes();
    if (base_.empty() || code.empty() || codes == nullptr ||
        codes->known(base_, code) != terminology::Terminology::Known::no_such_code)
      return true;
    return say(entry, kSupplementCode, code, base_);
  }

  // `valueInteger` of a property that is declared as decimal.
  bool value(const Node& property) {
    const auto declared = types_.find(text_of(property, "code"));
    if (declared == types_.end()) return true;
    for (const Node* v = property.first_child(); v != nullptr; v = v->next()) {
      if (v->name().text().substr(0, 5) != "value" || v->type() == declared->second) continue;
      return say(property, kPropertyValueType, declared->first, declared->second, v->type().text());
    }
    return true;
  }

  bool count() {
    const Node* stated = node_.child("count");
    if (stated == nullptr || !stated->has_value() || text_of(node_, "content") != "complete" ||
        stated->value() == std::to_string(concepts_))
      return true;
    return run_.error(*stated, &element_, IssueType::invalid, kCount, [&] {
      return std::vector<Argument>{Argument::value(stated->value()), Argument::number(concepts_)};
    });
  }

  bool say(const Node& at, const Message& message, std::string_view first, std::string_view second = {},
           std::string_view third = {}) {
    return run_.error(at, &element_, IssueType::invalid, message, [&] {
      return std::vector<Argument>{Argument::value(DataText(first)), Argument::value(DataText(second)),
                                   Argument::value(DataText(third))};
    });
  }

  Run<kExplain>& run_;
  const Node& node_;
  const ElementRule& element_;
  std::string_view base_;  // of a supplement
  std::unordered_map<std::string_view, std::string_view> types_;
  std::unordered_set<std::string_view> seen_;
  std::size_t concepts_ = 0;
};

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  return CodeSystemCheck<kExplain>(run, node, element).check();
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "CodeSystem")
    draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule code_system_rule() { return {"code-system", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
