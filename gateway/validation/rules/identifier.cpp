#include "validation/rules/identifier.h"

#include "fhir/primitives/formats.h"
#include "fhir/primitives/identifiers.h"
#include "validation/names.h"

#include <array>

namespace schakel::validation::rules {

namespace {

struct Known {
  std::string_view system;
  bool (*valid)(std::string_view);
  const Message* message;
};
constexpr std::array<Known, 5> kSystems{{
    {"https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin", fhir::is_ssin, &kSsin},
    {"https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi", fhir::is_nihdi, &kNihdi},
    {"https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi-professional", fhir::is_nihdi, &kNihdi},
    {"https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/nihdi-organization", fhir::is_nihdi, &kNihdi},
    {"https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/cbe", fhir::is_cbe, &kCbe},
}};

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Names& n = Names::get();
  const Node* system = node.child(n.system);
  if (system == nullptr || !system->has_value()) return true;
  const std::string_view url = system->value().reveal();
  const bool absolute = url.substr(0, 5) == "http:" || url.substr(0, 6) == "https:" || url.substr(0, 4) == "urn:" ||
                        url.substr(0, 5) == "ldap:";
  if (!absolute) {
    return run.error(*system, &element, IssueType::code_invalid, kIdentifierSystem,
                     [&] { return std::vector<Argument>{Argument::value(system->value())}; });
  }
  const Node* value = node.child(n.value);
  if (value == nullptr || !value->has_value()) return true;
  if (url == "urn:ietf:rfc:3986" && !fhir::is_absolute_uri(value->value().reveal())) {
    return run.error(*value, &element, IssueType::invalid, kIdentifierUri, no_arguments);
  }
  if constexpr (kExplain) {
    for (const Known& known : kSystems) {
      if (known.system != url || known.valid(value->value().reveal())) continue;
      run.warning(*value, &element, IssueType::business_rule, *known.message,
                  [&] { return std::vector<Argument>{Argument::value(value->value())}; });
    }
  }
  return true;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Identifier")
    draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule identifier_rule() { return {"identifier", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
