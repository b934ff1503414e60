#include "app/terminology_parts.h"

#include "mapping/map_files.h"

namespace schakel::app {

namespace {

struct Layered {
  Layered(std::shared_ptr<const terminology::Terminology> below, fhir::DefinitionsPtr definitions)
      : base(std::move(below)), over(std::move(definitions), base.get()) {}
  std::shared_ptr<const terminology::Terminology> base;
  terminology::Terminology over;
};

}  // namespace

Result<std::shared_ptr<const terminology::Terminology>> with_concept_maps(
    std::shared_ptr<const terminology::Terminology> base, const Installation& installation) {
  auto files = mapping::read_map_files(installation.mappings);
  if (!files) return failed(std::move(files.error()));
  if (files->concepts.empty()) return base;
  std::vector<fhir::Document> documents;
  for (mapping::MapFile& file : files->concepts) documents.push_back({file.name, std::move(file.text), false});
  Issues issues;
  auto definitions = fhir::overlay(base->definitions(), std::move(documents), issues);
  if (!definitions) return failed(std::move(definitions.error()));
  if (issues.has_errors()) return failed(invalid("mappings: " + text_of(issues.all().front(), true)));
  auto layered = std::make_shared<const Layered>(std::move(base), std::move(*definitions));
  return std::shared_ptr<const terminology::Terminology>(layered, &layered->over);
}

}  // namespace schakel::app
