#include "validation/rules/vital_signs.h"

#include "validation/names.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

struct Sign {
  std::string_view code;
  std::string_view profile;
};
constexpr std::string_view kLoinc = "http://loinc.org";
constexpr std::string_view kSnomed = "http://snomed.info/sct";
constexpr std::array<Sign, 12> kLoincSigns{{
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
// The same measurements in SNOMED CT; the profile then asks for the LOINC code beside them.
constexpr std::array<Sign, 10> kSnomedSigns{{
    {"86290005", "http://hl7.org/fhir/StructureDefinition/resprate"},
    {"364075005", "http://hl7.org/fhir/StructureDefinition/heartrate"},
    {"442476006", "http://hl7.org/fhir/StructureDefinition/oxygensat"},
    {"386725007", "http://hl7.org/fhir/StructureDefinition/bodytemp"},
    {"276885007", "http://hl7.org/fhir/StructureDefinition/bodytemp"},
    {"50373000", "http://hl7.org/fhir/StructureDefinition/bodyheight"},
    {"363812007", "http://hl7.org/fhir/StructureDefinition/headcircum"},
    {"27113001", "http://hl7.org/fhir/StructureDefinition/bodyweight"},
    {"60621009", "http://hl7.org/fhir/StructureDefinition/bmi"},
    {"75367002", "http://hl7.org/fhir/StructureDefinition/bp"},
}};

template <class Table>
const Sign* row_of(const Table& table, DataText code) {
  for (const Sign& s : table) {
    if (code == s.code) return &s;
  }
  return nullptr;
}

const Sign* sign_of(const Node& observation) {
  const Names& n = Names::get();
  const Node* code = observation.child(n.code);
  for (const Node* c = code == nullptr ? nullptr : code->child(n.coding); c != nullptr; c = c->next_of_same_name()) {
    const Node* system = c->child(n.system);
    const Node* value = c->child(n.code);
    if (system == nullptr || value == nullptr) continue;
    const Sign* sign = nullptr;
    if (system->value() == kLoinc) sign = row_of(kLoincSigns, value->value());
    if (system->value() == kSnomed) sign = row_of(kSnomedSigns, value->value());
    if (sign != nullptr) return sign;
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
    return std::vector<Argument>{Argument::name(program->url), Argument::name(sign->code)};
  });
  return run.program(node, *program);
}

template bool check_vital_signs(Run<false>&, const Node&, std::span<const Program* const>);
template bool check_vital_signs(Run<true>&, const Node&, std::span<const Program* const>);

}  // namespace schakel::validation::rules
