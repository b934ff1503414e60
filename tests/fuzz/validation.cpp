// A resource and a profile made of the same bytes: the first line of JSON is the profile (its differential is kept, the
// rest made sound enough to be loaded), the second the resource. Fast and explaining must agree, nothing may crash or
// run on.

#include "fhir/model/annotate.h"
#include "fuzz/check.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "validation/validator.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace schakel;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t line = all.find('\n');
  const std::string profile(all.substr(0, line));
  const std::string resource(line == std::string_view::npos ? std::string_view{} : all.substr(line + 1));
  Limits limits;
  limits.steps = 200'000;
  Issues problems;
  fhir::DefinitionsPtr definitions = test::core_definitions();
  if (!profile.empty()) {
    auto over = fhir::overlay(definitions, {{"fuzzed", profile, false}}, problems);
    if (over) definitions = *over;
  }
  const validation::Validator validator(definitions);
  Arena arena;
  Tree tree(arena);
  Issues issues;
  if (!syntax::json::read(resource, tree, issues)) return 0;
  fhir::annotate(tree, *definitions);
  validation::Validator::Session session(validator, limits);
  validation::Options options;
  constexpr std::string_view kProfiles[] = {"https://schakel.example/fhir/test/StructureDefinition/fuzzed"};
  for (const bool with_profile : {false, true}) {
    const auto profiles =
        with_profile ? std::span<const std::string_view>(kProfiles) : std::span<const std::string_view>{};
    options.everything = false;
    const bool fast = session.is_valid(tree, profiles, options);
    options.everything = true;
    Issues found;
    const bool explained = session.validate(tree, profiles, options, found);
    bool stopped = false;
    for (const Issue& issue : found.all()) {
      stopped = stopped || issue.type == IssueType::too_costly;
      fuzz::demand(issue.span.end <= resource.size(), "an issue lies in its document");
      static_cast<void>(text_of(issue, true));
    }
    fuzz::demand(stopped || fast == explained, "fast and explaining agree");
  }
  return 0;
}
