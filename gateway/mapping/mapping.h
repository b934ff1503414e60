#pragma once
// FHIR Mapping Language (http://hl7.org/fhir/R4/mapping-language.html): parsed, checked against the definitions, compiled to
// programs, executed on Trees. What engines really do is in facts/fml-semantics.md.
//
// A MapLibrary holds the parsed and compiled maps of a folder (mappings/) or of one request; it is immutable after load
// and shared. A Transformer is scratch memory of one thread.

#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::mapping {

struct MapFile {
  std::string name;  // for messages: path below mappings/
  std::string text;
};

class MapLibrary {
 public:
  virtual ~MapLibrary() = default;
  // Parses and compiles; issues carry file, line and column (Issue::definition = file, Issue::span in its text). ConceptMaps
  // come with the definitions or as JSON files beside the maps.
  static Result<std::shared_ptr<const MapLibrary>> load(fhir::DefinitionsPtr definitions, std::vector<MapFile> maps,
                                                       std::vector<MapFile> concept_maps, Issues& issues);
  // Map by canonical url; null if there is none.
  [[nodiscard]] virtual const class Map* find(std::string_view url) const = 0;
  [[nodiscard]] virtual std::vector<std::string_view> urls() const = 0;
  [[nodiscard]] virtual const fhir::Definitions& definitions() const = 0;
};

class Transformer {
 public:
  explicit Transformer(std::shared_ptr<const MapLibrary> library, std::uint64_t steps = 20'000'000);
  ~Transformer();
  // Fills `target` (FHIR, annotated) from `source`. Each target node knows its origin. False: the map failed; issues say which
  // rule, on which source node. A failing `check` is an error issue about the data.
  bool run(const Map& map, const Tree& source, Tree& target, Issues& issues);
  // Source nodes with a value that no rule of the last run read, in document order.
  [[nodiscard]] const std::vector<const Node*>& unmapped() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::mapping
