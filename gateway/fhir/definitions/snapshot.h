#pragma once
// Snapshots: what a StructureDefinition says of every element, computed from its base and its differential
// (http://hl7.org/fhir/R4/profiling.html#snapshot). Slicing, re-slicing, content references, type profiles and merged
// constraints; what its author got wrong is an error that names the element. Thread rule: one thread per tree; the
// source is only read.

#include "fhir/definitions/definitions.h"
#include "tree/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

// Where other definitions come from while a snapshot is made.
class SnapshotSource {
 public:
  virtual ~SnapshotSource() = default;
  // A StructureDefinition by canonical (`url` or `url|version`, the exact version then), with a snapshot where one can
  // be had; null: it is not known. Types are asked for by their url. Lives until the snapshot is made.
  virtual const Node* structure(std::string_view canonical) = 0;
};

struct SnapshotOptions {
  bool sort = false;  // put the differential into the order of its base first
};

struct SnapshotResult {
  bool made = false;
  std::string error;                  // why not, with the element
  std::vector<std::string> messages;  // what is doubtful but did not stop it
};

// Puts `snapshot` into the StructureDefinition that is the tree's root (replacing one that is there); the differential
// stays as it is. On an error the tree is as it was.
SnapshotResult make_snapshot(Tree& tree, SnapshotSource& source, const SnapshotOptions& options = {});

// Other definitions come from a generation of Definitions. A canonical with a version that is not there means another
// version of it, unless `core_alone`: then only R4 core and overlays are seen, and a version that is not there is
// unknown.
class DefinitionsSource final : public SnapshotSource {
 public:
  explicit DefinitionsSource(const Definitions& definitions, bool core_alone = false)
      : definitions_(definitions), core_alone_(core_alone) {}
  const Node* structure(std::string_view canonical) override;

 private:
  const Definitions& definitions_;
  bool core_alone_;
};

// A snapshot made for another version of FHIR (STU3 and earlier) is not kept as it is but made anew.
bool must_be_made_anew(const Node& structure_definition);

}  // namespace schakel::fhir
