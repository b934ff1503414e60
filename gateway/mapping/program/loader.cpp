#include "mapping/language/parser.h"
#include "mapping/mapping.h"
#include "mapping/messages.h"
#include "mapping/program/compiler.h"
#include "mapping/program/library.h"
#include "syntax/json/reader.h"

namespace schakel::mapping {

namespace {

void add_concept_map(Library& library, const MapFile& file, Issues& issues) {
  Arena arena;
  Tree tree(arena);
  Issues found;
  const bool ok = syntax::json::read(file.text, tree, found) && !found.has_errors();
  const Node* url = ok ? tree.root()->child("url") : nullptr;
  if (url != nullptr && tree.root()->type() == "ConceptMap") {
    library.concepts.insert_or_assign(std::string(url->value().reveal()), ConceptTable(*tree.root()));
    return;
  }
  const std::string why = found.empty() ? "it is no ConceptMap with a url" : text_of(found.all()[0], false);
  Issue& issue = issues.add(Severity::error, IssueType::invalid, kConceptMapFile, {Argument::name(why)});
  issue.definition = place_of(file.text, file.name, found.empty() ? 0 : found.all()[0].span.begin);
}

void add_map(Library& library, MapFile file, Issues& issues) {
  auto unit = std::make_unique<CompiledMap>();
  unit->library = &library;
  unit->source = std::move(file);
  if (!parse(unit->source.text, unit->source.name, unit->tree, issues)) return;
  const CompiledMap* map = unit.get();
  if (!library.by_url.emplace(map->tree.url, map).second) {
    Issue& issue = issues.add(Severity::error, IssueType::duplicate, kDuplicateMap, {Argument::name(map->tree.url)});
    issue.definition = place_of(map->source.text, map->source.name, 0);
    return;
  }
  for (const std::string_view type : map->metadata("message")) {
    if (library.by_message.emplace(type, map).second) continue;
    Issue& issue = issues.add(Severity::error, IssueType::duplicate, kDuplicateMessage, {Argument::name(type)});
    issue.definition = place_of(map->source.text, map->source.name, 0);
  }
  library.listed.push_back(map);
  library.units.push_back(std::move(unit));
}

}  // namespace

Result<std::shared_ptr<const MapLibrary>> MapLibrary::load(fhir::DefinitionsPtr definitions, std::vector<MapFile> maps,
                                                           const std::vector<MapFile>& concept_maps, Issues& issues) {
  if (definitions == nullptr) return failed(invalid("maps need definitions"));
  auto library = std::make_shared<Library>(std::move(definitions));
  for (const MapFile& file : concept_maps) add_concept_map(*library, file, issues);
  for (MapFile& file : maps) add_map(*library, std::move(file), issues);
  Compiler(*library, issues).run();
  return library;
}

const Map* Library::find(std::string_view url) const {
  const auto it = by_url.find(url);
  return it == by_url.end() ? nullptr : it->second;
}

const Map* Library::for_message(std::string_view type) const {
  const auto it = by_message.find(type);
  return it == by_message.end() ? nullptr : it->second;
}

std::vector<std::string_view> CompiledMap::metadata(std::string_view key) const {
  std::vector<std::string_view> values;
  for (const auto& [name, value] : tree.metadata) {
    if (name == key) values.push_back(value);
  }
  return values;
}

}  // namespace schakel::mapping
