#include "validation/rules/waivers.h"

#include <array>

namespace schakel::validation::rules {

namespace {

constexpr std::array kWaivers{
    Waiver{
        "dom-3",
        "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | "
        "%resource.descendants().as(uri) | "
        "%resource.descendants().as(url))) or descendants().where(reference = '#').exists() or "
        "descendants().where(as(canonical) = '#').exists() or "
        "descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()",
        "rule `contained` judges it in one pass and names the resource; as() on several items is an error in FHIRPath"},
    Waiver{"txt-1", "htmlChecks()", "rule `narrative` judges the text and says what is wrong with it"},
    Waiver{"txt-2", "htmlChecks()", "rule `narrative`; the published expression is that of txt-1"},
    Waiver{"ref-1",
           "reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
           "%rootResource.contained.id.trace('ids'))",
           "rule `reference` resolves it through an index; the expression looks at each contained resource for each "
           "reference"},
};

}  // namespace

const Waiver* waiver_of(std::string_view key, std::string_view published) {
  for (const Waiver& w : kWaivers) {
    if (w.key == key && w.published == published) return &w;
  }
  return nullptr;
}

const BindingWaiver* binding_waiver(std::string_view path, std::string_view value_set, std::string_view strength) {
  static constexpr std::array kBindings{
      BindingWaiver{"Observation.component.value[x]", "http://hl7.org/fhir/ValueSet/ucum-vitals-common",
                    "a component of a vital sign may measure anything (the flow of inhaled oxygen); extensible in R5"},
  };
  if (strength != "required") return nullptr;
  for (const BindingWaiver& w : kBindings) {
    if (w.path == path && w.value_set == value_set.substr(0, value_set.find('|'))) return &w;
  }
  return nullptr;
}

const Waiver* waivers(std::size_t& count) {
  count = kWaivers.size();
  return kWaivers.data();
}

}  // namespace schakel::validation::rules
