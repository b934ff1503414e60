#pragma once
// The type model as rows without pointers: made from StructureDefinitions once, kept in the image, linked into Types
// when it is opened (type_model.h).

#include "fhir/model/strings.h"
#include "fhir/model/types.h"
#include "tree/tree.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::fhir {

// Texts are offsets into the table's strings. `type` fields are a row + 1 in the same table; 0: not in it, see the
// text.
struct TypeRow {
  std::uint32_t name, url;
  std::uint32_t base_url;  // as written; for a backbone the type code (`BackboneElement`)
  std::uint32_t base_type;
  std::uint32_t first_element, element_count;
  std::uint8_t kind, abstract;
  std::uint16_t reserved;
};
struct ElementRow {
  std::uint32_t name, path;
  std::uint32_t first_use, use_count;
  std::uint32_t min, max;
  std::uint16_t flags;  // kChoice...
  std::uint16_t reserved;
  static constexpr std::uint16_t kChoice = 1, kSummary = 2, kModifier = 4, kAttribute = 8;
};
struct UseRow {
  std::uint32_t code;       // as written
  std::uint32_t type_name;  // name or url that says which type it is
  std::uint32_t type;
  std::uint32_t choice_name;                   // `valueQuantity`; 0 when the element is no choice
  std::uint32_t first_profile, profile_count;  // rows of `lists`
  std::uint32_t first_target, target_count;
};

struct TypeTable {
  std::span<const TypeRow> types;
  std::span<const ElementRow> elements;
  std::span<const UseRow> uses;
  std::span<const std::uint32_t> lists;
  std::string_view strings;
};

class TypeTableBuilder {
 public:
  // Adds what a StructureDefinition with a snapshot defines: its type and one for each element with children of its
  // own. Constraining profiles define no type and are passed over (false). A type that is already there is passed over
  // too.
  bool add(const Node& structure_definition);

  // Resolves references between rows. The view lives as long as the builder and until the next add().
  TypeTable finish();

 private:
  struct Row;
  void add_elements(std::vector<Row>& rows, std::size_t root, std::string_view url, const TypeRow& type);
  std::uint32_t add_uses(const Row& row, bool in_resource);
  void add_use(const Node& type, const Row& row, bool in_resource);

  StringPool strings_;
  std::vector<TypeRow> types_;
  std::vector<ElementRow> elements_;
  std::vector<UseRow> uses_;
  std::vector<std::uint32_t> lists_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::unordered_map<std::string, std::uint32_t> by_url_;
};

}  // namespace schakel::fhir
