#include "run_map.h"

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <map>
#include <stdexcept>

namespace schakel::test {

namespace {

void add_issues(const Issues& issues, std::vector<std::string>& out) {
  for (const Issue& issue : issues.all()) out.push_back(issue.definition + ' ' + text_of(issue, true));
}

// The models of a format are many: made once.
const fhir::DefinitionsPtr& definitions_of(const formats::Format& format) {
  static std::map<const formats::Format*, fhir::DefinitionsPtr> known;
  fhir::DefinitionsPtr& definitions = known[&format];
  if (definitions == nullptr) {
    std::vector<std::string> models;
    format.describe(models);
    definitions = with_resources(models);
  }
  return definitions;
}

fhir::DefinitionsPtr definitions_for(const MapCase& c) {
  if (c.format != nullptr) return definitions_of(*c.format);
  return c.structures.empty() ? core_definitions() : with_resources(c.structures);
}

void read_source(const MapCase& c, const fhir::Definitions& definitions, Tree& source) {
  Issues issues;
  if (c.format != nullptr) {
    if (!c.format->read(c.source, {}, source, issues)) throw std::runtime_error("the message cannot be read");
    return;
  }
  if (!syntax::json::read(c.source, source, issues)) throw std::runtime_error("the source cannot be read");
  fhir::annotate(source, definitions);
}

std::string path_in(const MapCase& c, const Node& node) {
  return c.format != nullptr ? c.format->path_of(node) : fhirpath_of(node);
}

}  // namespace

std::string patient_map(std::string_view rules, std::string_view more_groups) {
  return "map 'http://example.org/m' = 'm'\n"
         "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
         "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as target\n"
         "group main(source src : Patient, target tgt : Patient) {\n" +
         std::string(rules) + "\n}\n" + std::string(more_groups);
}

Run run(const MapCase& c) {
  Run result;
  Issues issues;
  const fhir::DefinitionsPtr definitions = definitions_for(c);
  std::vector<mapping::MapFile> maps;
  for (const std::string& map : c.maps) maps.push_back({"map" + std::to_string(maps.size() + 1), map});
  std::vector<mapping::MapFile> concepts;
  for (const std::string& concept_map : c.concept_maps) concepts.push_back({"concepts", concept_map});
  const auto library = mapping::MapLibrary::load(definitions, std::move(maps), std::move(concepts), issues);
  if (!library) throw std::runtime_error(library.error().message);
  add_issues(issues, result.issues);
  if ((*library)->maps().empty()) return result;

  Arena arena;
  Tree source(arena);
  Tree target(arena);
  read_source(c, *definitions, source);
  mapping::TransformOptions options;
  options.unmapped = c.unmapped;
  options.path_of = [&c](const Node& node) { return path_in(c, node); };
  mapping::Transformer transformer(*library, options);
  Issues found;
  result.ok = transformer.run(*(*library)->maps()[0], source, target, found);
  add_issues(found, result.issues);
  result.nodes = target.size();
  if (target.root() != nullptr) {
    syntax::json::write(*target.root(), result.json);
    syntax::json::write(*target.root(), result.pretty, {.shape = syntax::json::Shape::fhir, .pretty = true});
  }
  if (!c.unmapped) return result;
  for (const Node* node : transformer.unmapped()) result.unmapped.push_back(path_in(c, *node));
  return result;
}

Run run_rules(std::string_view rules, std::string_view patient, std::string_view more_groups) {
  return run({{patient_map(rules, more_groups)}, std::string(patient), {}, {}});
}

}  // namespace schakel::test
