#include "support/definitions.h"

#include "base/installation.h"
#include "fhir/definitions/build.h"
#include "fhir/definitions/installed.h"

#include <filesystem>
#include <stdexcept>
#include <string>

namespace schakel::test {

namespace {

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

fhir::DefinitionsPtr open_or_build() {
  const Installation installation = need(this_installation());
  fhir::BuildPlan plan = need(fhir::plan_of(installation, {}));
  plan.packages.resize(3);
  const std::string path = (std::filesystem::path(installation.image).parent_path() / "test-core.image").string();
  if (auto open = fhir::open_image(path, &plan.made_from)) return *open;
  need(fhir::build_image(plan, path));
  return need(fhir::open_image(path, &plan.made_from));
}

}  // namespace

const fhir::DefinitionsPtr& core_definitions() {
  static const fhir::DefinitionsPtr definitions = open_or_build();
  return definitions;
}

fhir::DefinitionsPtr with_resources(const std::vector<std::string>& json) {
  std::vector<fhir::Document> documents;
  for (const std::string& j : json) documents.push_back({"resource " + std::to_string(documents.size() + 1), j, false});
  Issues issues;
  fhir::DefinitionsPtr definitions = need(fhir::overlay(core_definitions(), std::move(documents), issues));
  if (issues.has_errors()) throw std::runtime_error(text_of(issues.all().front(), true));
  return definitions;
}

}  // namespace schakel::test
