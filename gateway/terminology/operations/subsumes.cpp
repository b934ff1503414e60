// CodeSystem/$subsumes: https://hl7.org/fhir/R4/codesystem-operation-subsumes.html

#include "terminology/operations/common.h"
#include "terminology/operations/operations.h"
#include "terminology/operations/parameters.h"

namespace schakel::terminology {

namespace {

std::string_view name_of(Subsumption outcome) {
  switch (outcome) {
    case Subsumption::equivalent: return "equivalent";
    case Subsumption::subsumes: return "subsumes";
    case Subsumption::subsumed_by: return "subsumed-by";
    default: return "not-subsumed";
  }
}

}  // namespace

Answered subsumes(const Terminology& terminology, const Request& request) {
  const auto a = request.coding("codingA", "codeA");
  const auto b = request.coding("codingB", "codeB");
  if (!a || !b) return refused(400, IssueType::required, "codeA and codeB, or codingA and codingB, are needed");
  // On an instance the system is the resource's own.
  const std::string_view system = !a->system.empty() ? a->system : request.text("url");
  if (system.empty()) return refused(400, IssueType::required, "The system of the codes is needed");
  if (!b->system.empty() && b->system != system)
    return refused(400, IssueType::invalid, "The codes are of different systems, which are not compared");
  const auto found = find_system(terminology, system, a->version);
  if (!found) return tl::unexpected<Refusal>(found.error());
  if (found->loaded == nullptr)
    return refused(422, IssueType::not_supported, "The code system " + std::string(system) + " has no hierarchy");
  for (const auto& one : {a, b}) {
    if (found->loaded->find(one->code) == CodeSystem::kNone)
      return tl::unexpected<Refusal>(unknown_code(one->code, system, found->loaded->version()));
  }
  ParametersWriter out;
  out.add("outcome", "Code", name_of(terminology.subsumes(system, a->code, b->code, a->version)));
  return out.finish();
}

}  // namespace schakel::terminology
