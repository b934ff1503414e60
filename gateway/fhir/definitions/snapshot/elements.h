#pragma once
// Element lists and paths: what the snapshot generator walks over.

#include "tree/tree.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir::snapshot {

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// The snapshot of one StructureDefinition. Views live as long as its tree.
struct BaseList {
  struct Element {
    const Node* node = nullptr;
    std::string_view path, slice;
    bool slicing = false;
  };
  const Node* structure = nullptr;
  std::string_view url;
  std::vector<Element> elements;

  // One past the last element below this one.
  [[nodiscard]] std::size_t end_of(std::size_t at) const;
  [[nodiscard]] bool has_children(std::size_t at) const { return end_of(at) > at + 1; }
  // The element of that id; kNowhere when there is none.
  [[nodiscard]] std::size_t by_id(std::string_view id) const;
};
BaseList read_snapshot(const Node& structure_definition);

// One element of the differential being worked on: a copy, the published one never changes.
struct DiffElement {
  Node* node = nullptr;
  std::string path, slice;
  bool slicing = false;
  bool used = false;
};
using DiffList = std::vector<DiffElement>;
std::size_t end_of(const DiffList& list, std::size_t at);

// `Patient.name` is below `Patient`.
bool is_below(std::string_view path, std::string_view parent);
// Same number of parts, each equal, or one is a choice (`value[x]`) and the other begins with its stem.
bool paths_match(std::string_view a, std::string_view b);
std::string_view last_part(std::string_view path);
std::size_t parts_of(std::string_view path);
// The first `count` parts.
std::string_view first_parts(std::string_view path, std::size_t count);
bool is_choice(std::string_view path);
// `value[x]` -> `value`
std::string_view stem_of(std::string_view choice);
// `quantity` -> `Quantity`
std::string capitalised(std::string_view text);
// Element ids anew from paths and slice names: what is left when the walk goes up or on is forgotten.
class IdMaker {
 public:
  std::string id_of(std::string_view path, std::string_view slice);

 private:
  std::vector<std::pair<std::string, std::string>> slices_;
};

}  // namespace schakel::fhir::snapshot
