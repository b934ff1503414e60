#pragma once
// One element: what the differential states is laid over a copy of the base element
// (http://hl7.org/fhir/R4/elementdefinition.html#interpretation).

#include "fhir/definitions/snapshot.h"
#include "fhir/definitions/snapshot/edit.h"

#include <string>
#include <string_view>

namespace schakel::fhir::snapshot {

class Merger {
 public:
  Merger(Tree& tree, SnapshotSource& source, SnapshotResult& result) : tree_(tree), source_(source), result_(result) {}

  // A copy of a base element for the new snapshot: `base` stated, constraints say whose they are, extensions that
  // concern only the base are gone.
  Node* copy_of(const Node& base, std::string_view base_url);

  // Lays `diff` over `element`. `is_slice`: the base is a slice or the element becomes one, which may lower min. `path`
  // is for messages. False: result.error says why.
  bool lay_over(Node& element, const Node& diff, std::string_view path, bool is_slice);

  // The properties that an element lacks, from another one (type profile over base element).
  void fill_from(Node& element, const Node& base);

 private:
  bool cardinality(Node& element, const Node& diff, bool is_slice);
  bool types(Node& element, const Node& diff);
  bool type_allowed(const TypeView& stated, const std::vector<TypeView>& base);
  bool target_profiles(const Node& stated, const std::vector<TypeView>& base, std::string_view code);
  bool derives_from(std::string_view profile, const std::vector<std::string_view>& targets);
  void texts(Node& element, const Node& diff);
  bool values(Node& element, const Node& diff);
  bool binding(Node& element, const Node& diff);
  bool flags(Node& element, const Node& diff);
  void lists(Node& element, const Node& diff);
  bool fail(const std::string& why);

  Tree& tree_;
  SnapshotSource& source_;
  SnapshotResult& result_;
  std::string path_;  // of the element being merged
};

// The type code that a profile constrains or a url names: `http://hl7.org/fhir/StructureDefinition/Quantity` ->
// `Quantity`.
std::string_view type_code(std::string_view code);
// The canonical of a type: a code of FHIR's own, or a url as it stands.
std::string type_url(std::string_view code);

}  // namespace schakel::fhir::snapshot
