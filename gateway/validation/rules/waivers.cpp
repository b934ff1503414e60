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
        "",
        "rule `contained` judges it in one pass and names the resource; as() on several items is an error in FHIRPath"},
    Waiver{"txt-1", "htmlChecks()", "", "rule `narrative` judges the text and says what is wrong with it"},
    Waiver{"txt-2", "htmlChecks()", "", "rule `narrative`; the published expression is that of txt-1"},
    Waiver{"ref-1",
           "reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
           "%rootResource.contained.id.trace('ids'))",
           "",
           "rule `reference` resolves it through an index; the expression looks at each contained resource for each "
           "reference"},
    Waiver{"bdl-8", "fullUrl.contains('/_history/').not()",
           "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
           "empty, not true, when there is no fullUrl; text of R4B"},
    Waiver{"app-4",
           "Appointment.cancelationReason.exists() implies (Appointment.status='no-show' or "
           "Appointment.status='cancelled')",
           "Appointment.cancelationReason.exists() implies (Appointment.status='noshow' or "
           "Appointment.status='cancelled')",
           "the code of the required binding is `noshow`"},
    Waiver{"tim-9", "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))",
           "offset.empty() or (when.exists() and when.where($this in ('C' | 'CM' | 'CD' | 'CV')).empty())",
           "`in` takes one item; there may be several `when`"},
    Waiver{"ras-2", "probability is decimal implies (probability as decimal) <= 100",
           "probability.exists() implies (probability is decimal implies (probability as decimal) <= 100)",
           "empty when there is no probability"},
    Waiver{"vs-1", "($this as dateTime).toString().length() >= 8",
           "($this is dateTime) implies (($this as dateTime).toString().length() >= 8)",
           "the text says: if it is a dateTime; empty for a Period"},
    Waiver{"que-7", "operator = 'exists' implies (answer is Boolean)",
           "operator = 'exists' implies (answer is boolean)",
           "Boolean is the System type, which an element of a resource never has"},
    Waiver{"que-12", "enableWhen.count() > 2 implies enableBehavior.exists()",
           "enableWhen.count() > 1 implies enableBehavior.exists()", "the text says: more than one; corrected in R4B"},
    Waiver{
        "eld-19",
        "path.matches('[^\\\\s\\\\.,:;\\\\\\'\"\\\\/|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\.[^\\\\s\\\\.,:;\\\\\\'\"\\\\/"
        "|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\[x\\\\])?(\\\\:[^\\\\s\\\\.]+)?)*')",
        "path.matches('^[^\\\\s.,:;\\\\\\'\"\\\\/|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\.[^\\\\s.,:;\\\\\\'\"\\\\/"
        "|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\[x\\\\])?(\\\\:[^\\\\s\\\\.]+)?)*$')",
        "unanchored, so that it holds for any path"},
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
