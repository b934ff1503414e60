#include "validation/rules/vital_signs.h"

#include "validation/names.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

struct Sign {
  std::string_view loinc;
  std::string_view profile;
};
constexpr std::array<Sign, 12> kSigns{{
    {"85353-1", "http://hl7.org/fhir/StructureDefinition/vitalspanel"},
    {"9279-1", "http://hl7.org/fhir/StructureDefinition/resprate"},
    {"8867-4", "http://hl7.org/fhir/StructureDefinition/heartrate"},
    {"2708-6", "http://hl7.org/fhir/StructureDefinition/oxygensat"},
    {"59408-5", "http://hl7.org/fhir/StructureDefinition/oxygensat"},
    {"8310-5", "http://hl7.org/fhir/StructureDefinition/bodytemp"},
    {"8302-2", "http://hl7.org/fhir/StructureDefinition/bodyheight"},
    {"9843-4", "http://hl7.org/fhir/StructureDefinition/headcircum"},
    {"29463-7", "http://hl7.org/fhir/StructureDefinition/bodyweight"},
    {"39156-5", "http://hl7.org/fhir/StructureDefinition/bmi"},
    {"85354-9", "http://hl7.org/fhir/StructureDefinition/bp"},
    {"8716-3", "http://hl7.org/fhir/StructureDefinition/vitalsigns"},
}};

const Sign* sign_of(const Node& observation) {
  const Names& n = Names::get();
  const Node* code = observation.child(n.code);
  for (const Node* c = code == nullptr ? nullptr : code->child(n.coding); c != nullptr; c = c->next_of_same_name()) {
    const Node* system = c->child(n.system);
    const Node* value = c->child(n.code);
    if (system == nullptr || value == nullptr || !(system->value() == "http://loinc.org")) continue;
    for (const Sign& s : kSigns) {
      if (value->value() == s.loinc) return &s;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view vital_signs_profile(const Node& observation) {
  const Sign* sign = sign_of(observation);
  return sign == nullptr ? std::string_view{} : sign->profile;
}

template <bool kExplain>
bool check_vital_signs(Run<kExplain>& run, const Node& node, std::span<const Program* const> applied) {
  if (!(node.type() == "Observation")) return true;
  const Sign* sign = sign_of(node);
  const Program* program = sign == nullptr ? nullptr : run.work().program(sign->profile);
  if (program == nullptr || std::find(applied.begin(), applied.end(), program) != applied.end()) return true;
  run.information(node, program->root, IssueType::informational, kSignpost, [&] {
    return std::vector<Argument>{Argument::name(program->url), Argument::name(sign->loinc)};
  });
  return run.program(node, *program);
}

template bool check_vital_signs(Run<false>&, const Node&, std::span<const Program* const>);
template bool check_vital_signs(Run<true>&, const Node&, std::span<const Program* const>);

}  // namespace schakel::validation::rules
