#pragma once
// FHIR Mapping Language (http://hl7.org/fhir/R4/mapping-language.html): parsed, checked against the definitions,
// compiled to programs, executed on Trees. How we read the language, and what we add for transactions, is in README.md.
//
// A MapLibrary holds the compiled maps of a folder (mappings/) or of one request; it is immutable after load and shared
// by threads. A Transformer is scratch memory of one thread.

#include "base/clock.h"
#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhirpath {
struct Services;
}

namespace schakel::mapping {

struct MapFile {
  std::string name;  // for messages: path below mappings/
  std::string text;
};

// One map. Lives as long as its library.
class Map {
 public:
  virtual ~Map() = default;
  [[nodiscard]] virtual std::string_view url() const = 0;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::string_view file() const = 0;
  // What its header says with `/// key = 'value'`, in order: `/// message = 'ADT^A01'` names a type of message it is
  // for.
  [[nodiscard]] virtual std::vector<std::string_view> metadata(std::string_view key) const = 0;
  // The types the map starts with; null when the definitions do not know them.
  [[nodiscard]] virtual const fhir::Type* source_type() const = 0;
  [[nodiscard]] virtual const fhir::Type* target_type() const = 0;
  // The map as a StructureMap (R5 names, http://hl7.org/fhir/R5/structuremap.html), JSON.
  [[nodiscard]] virtual std::string structure_map() const = 0;
  // What it was compiled to, as stable JSON.
  [[nodiscard]] virtual std::string program() const = 0;
};

class MapLibrary {
 public:
  virtual ~MapLibrary() = default;
  // Parses, checks and compiles. Every issue has in `definition` the `file:line:column`, in `span` the place in that
  // file's text. A map that does not parse is not in the library (fatal issue). One with errors of meaning is, and
  // fails when it comes to the rule concerned: who ships maps refuses to start when issues.has_errors(). ConceptMaps
  // are looked up here, then in the definitions. A Fault is a failure of ours only.
  static Result<std::shared_ptr<const MapLibrary>> load(fhir::DefinitionsPtr definitions, std::vector<MapFile> maps,
                                                        const std::vector<MapFile>& concept_maps, Issues& issues);
  // By canonical url; null if there is none.
  [[nodiscard]] virtual const Map* find(std::string_view url) const = 0;
  // The map whose metadata `message` is that type of message (Envelope::type); null if there is none.
  [[nodiscard]] virtual const Map* for_message(std::string_view type) const = 0;
  // In the order they were given.
  [[nodiscard]] virtual const std::vector<const Map*>& maps() const = 0;
  [[nodiscard]] virtual const fhir::Definitions& definitions() const = 0;
};

struct TransformOptions {
  std::uint64_t steps = 20'000'000;        // one run; more is the issue `map-too-costly`
  std::size_t nodes = 1'000'000;           // of the target; more is the same issue
  fhirpath::Services* services = nullptr;  // for memberOf, conformsTo, resolve in expressions
  const Clock* clock = nullptr;            // for now() and today(); null: the system's
  bool unmapped = false;                   // keep track for unmapped()
  bool log = false;                        // `log` clauses become issues of severity information
  // How issues name a node of the source: Format::path_of of its format; empty: FHIRPath.
  std::function<std::string(const Node&)> path_of;
};

class Transformer {
 public:
  explicit Transformer(std::shared_ptr<const MapLibrary> library, TransformOptions options = {});
  ~Transformer();
  Transformer(const Transformer&) = delete;
  Transformer& operator=(const Transformer&) = delete;

  // Fills the empty tree `target` (annotated, elements in definition order, empty ones gone) from `source`, which must
  // outlive it: values are views into it and every target node has its origin there. Where the target is a transaction
  // Bundle, entries of equal fullUrl have become one (transaction.h). False: the map failed or a `check` does not hold;
  // the issues say which rule (definition) and which source node (expression, span). `organization`: who issues the
  // sender's local numbers, where its channel says so; maps read it as `%organization`, empty otherwise.
  bool run(const Map& map, const Tree& source, Tree& target, Issues& issues, std::string_view organization = {});
  // Source nodes with a value that no rule of the last run read, in document order. REQUIRES: options.unmapped.
  [[nodiscard]] const std::vector<const Node*>& unmapped() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::mapping
