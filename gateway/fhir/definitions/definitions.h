#pragma once
// Definitions: everything loaded that gives messages their meaning, as one immutable generation: types, and all
// conformance resources (StructureDefinition, ValueSet, CodeSystem, ConceptMap, SearchParameter, Questionnaire...).
//
// A generation = the image on disk (mapped, see image.h) + overlays on top of it. An overlay holds the resources of one
// request or case (`--ig`, `load`), is searched first, and disappears with its object; nothing leaks into the next one.
// Thread rule: const everywhere, any thread. Resources are parsed when first asked for and kept; that takes a lock, so
// compilers call find(), hot paths never do.

#include "base/result.h"
#include "fhir/model/types.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

// A conformance resource. `root` lives as long as the Definitions; a StructureDefinition always has a snapshot (made by
// fhir/definitions/snapshot.h when its author gave none; if that fails, `root` has none and problems() says why).
struct Resource {
  const Node* root = nullptr;
  std::string_view url;
  std::string_view version;
  std::string_view package;  // `hl7.fhir.be.core#2.1.2`; `overlay` for a loaded file
};

class Definitions {
 public:
  virtual ~Definitions() = default;

  // By name (`Patient`, `code`, `System.String` has none) or by canonical url of its StructureDefinition.
  [[nodiscard]] virtual const Type* type(std::string_view name_or_url) const = 0;
  [[nodiscard]] virtual const Type* type(Name name) const = 0;
  // The row behind Node::element(); null for 0 or a row of another generation.
  [[nodiscard]] virtual const Element* element(std::uint32_t id) const = 0;
  // One past the last row, overlays included: for tables indexed by Element::id.
  [[nodiscard]] virtual std::uint32_t end_of_elements() const = 0;

  // By canonical, `url` or `url|version` (a missing version falls back to another one with `exact` false, see
  // architecture decision 10 for which package wins). `type` narrows: `ValueSet`; empty = any.
  struct Found {
    const Resource* resource = nullptr;
    bool exact = true;  // false: another version than the one that was asked for
    explicit operator bool() const { return resource != nullptr; }
  };
  [[nodiscard]] virtual Found find(std::string_view canonical, std::string_view type = {}) const = 0;
  // Canonicals of all resources of a type, in stable order.
  [[nodiscard]] virtual std::vector<std::string_view> list(std::string_view type) const = 0;

  // Bytes that another room put into the image when it was built (build.h); empty when there are none. Overlays answer
  // with those of the image below.
  [[nodiscard]] virtual std::string_view section(std::string_view name) const = 0;

  // An overlay has a resource of that url: what was computed from the generation below does not hold for it.
  [[nodiscard]] virtual bool overlaid(std::string_view /*url*/) const { return false; }

  // Changes with every generation and overlay; caches of compiled programs are keyed by it.
  [[nodiscard]] virtual std::uint64_t generation() const = 0;
  // What could not be loaded or resolved, said once at start.
  [[nodiscard]] virtual const std::vector<Issue>& problems() const = 0;
};

using DefinitionsPtr = std::shared_ptr<const Definitions>;

// Maps the image; a Fault `invalid` when it does not match this binary or what it is made from, `not_found` when it is
// missing. `made_from`: the digest it must state (installed.h computes the one of this installation); null: any.
Result<DefinitionsPtr> open_image(const std::string& path, const std::array<std::uint8_t, 32>* made_from = nullptr);

// A new generation: `below` with these resources searched first. The documents (FHIR JSON or XML conformance resources,
// Bundles of them) are parsed here; issues say what is wrong with which one.
struct Document {
  std::string name;  // for messages
  std::string bytes;
  bool xml = false;
};
Result<DefinitionsPtr> overlay(DefinitionsPtr below, const std::vector<Document>& documents, Issues& issues);

}  // namespace schakel::fhir
