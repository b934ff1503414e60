#pragma once
// The library behind MapLibrary: parsed maps, what they were compiled to, and what they look codes up in. Private to
// the room; built by Loader (loader.cpp) and Compiler, immutable after.

#include "base/arena.h"
#include "mapping/language/syntax_tree.h"
#include "mapping/mapping.h"
#include "mapping/program/concept_table.h"
#include "mapping/program/program.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace schakel::mapping {

class Library;

class CompiledMap final : public Map {
 public:
  [[nodiscard]] std::string_view url() const override { return tree.url; }
  [[nodiscard]] std::string_view name() const override { return tree.name; }
  [[nodiscard]] std::string_view file() const override { return source.name; }
  [[nodiscard]] std::vector<std::string_view> metadata(std::string_view key) const override;
  [[nodiscard]] const fhir::Type* source_type() const override { return source_root; }
  [[nodiscard]] const fhir::Type* target_type() const override { return target_root; }
  [[nodiscard]] std::string structure_map() const override;
  [[nodiscard]] std::string program() const override;

  MapFile source;
  MapNode tree;
  const fhir::Type* source_root = nullptr;
  const fhir::Type* target_root = nullptr;
  const GroupProgram* start = nullptr;
  std::string broken;                  // why it cannot start; empty: it can
  std::vector<DefaultGroup> defaults;  // own ones first, then those of its imports
  std::size_t own_defaults = 0;
  TextMap<ConceptTable> contained;
  std::vector<const CompiledMap*> imports;
  const Library* library = nullptr;
};

class Library final : public MapLibrary {
 public:
  explicit Library(fhir::DefinitionsPtr d) : constants(arena), definitions_(std::move(d)) {}

  [[nodiscard]] const Map* find(std::string_view url) const override;
  [[nodiscard]] const Map* for_message(std::string_view type) const override;
  [[nodiscard]] const std::vector<const Map*>& maps() const override { return listed; }
  [[nodiscard]] const fhir::Definitions& definitions() const override { return *definitions_; }

  // Filled by the loader and the compiler.
  std::vector<std::unique_ptr<CompiledMap>> units;
  std::vector<const Map*> listed;
  TextMap<const CompiledMap*> by_url;
  TextMap<const CompiledMap*> by_message;
  TextMap<ConceptTable> concepts;          // by canonical url, `url#id` for one contained in a map
  std::map<std::string, CodeTable> codes;  // nodes stay where they are
  Arena arena;
  Tree constants;
  std::vector<std::unique_ptr<GroupProgram>> groups;
  struct Let {
    std::string name;
    std::unique_ptr<ExpressionProgram> value;
  };
  std::vector<Let> lets;

 private:
  fhir::DefinitionsPtr definitions_;
};

}  // namespace schakel::mapping
