#include "terminology/operations/common.h"

#include "fhir/definitions/resource_index.h"

namespace schakel::terminology {

std::string canonical(std::string_view url, std::string_view version) {
  std::string out(url);
  if (!version.empty()) out.append("|").append(version);
  return out;
}

tl::expected<Spoken, Refusal> find_system(const Terminology& terminology, std::string_view url,
                                          std::string_view version) {
  Spoken out;
  out.loaded = terminology.code_system(url, version);
  if (out.loaded == nullptr) {
    out.grammar = grammar_system(url);
    if (out.grammar == nullptr)
      return refused(404, IssueType::not_found, "The code system " + std::string(url) + " is not loaded");
    return out;
  }
  if (fhir::version_fit(out.loaded->version(), version) == 0) {
    return refused(404, IssueType::not_found,
                   "The code system " + canonical(url, version) + " is not loaded; its version " +
                       std::string(out.loaded->version()) + " is");
  }
  return out;
}

Refusal unknown_code(std::string_view code, std::string_view system, std::string_view version) {
  return {404, IssueType::not_found,
          "Unknown code '" + std::string(code) + "' in the code system " + canonical(system, version)};
}

}  // namespace schakel::terminology
