#pragma once
// The types of FHIR as the definitions state them: resources, data types, the unnamed types of backbone elements, and
// logical models (our formats' too). FHIRPath, FML, annotation and validation all read this one model.
// Everything here is immutable and lives as long as the Definitions it came from.
//
// What the definitions leave unsaid, or say for their own tools, is settled here once:
// - The `value` of a primitive is no element: it is the node's own value (Node::value()).
// - An element written with a System type (`Element.id`, `Resource.id`, `Extension.url`) has the FHIR type its
//   structuredefinition-fhir-type extension names (string, id, uri); TypeUse::code keeps the type as written.
// - Constraining profiles are no types: Definitions::type() of their url is null, find() gives their
// StructureDefinition.

#include "fhir/primitives/primitives.h"
#include "tree/name.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::fhir {

struct Type;

enum class TypeKind : std::uint8_t { primitive, complex, backbone, resource, logical };

// One allowed type of an element.
struct TypeUse {
  const Type* type = nullptr;                  // null: a type whose definition is not loaded
  std::string_view code;                       // as written: `Reference`, `http://hl7.org/fhirpath/System.String`
  std::span<const std::string_view> profiles;  // canonicals of type.profile
  std::span<const std::string_view> target_profiles;
};

struct Element {
  static constexpr std::uint32_t kUnbounded = 0xFFFFFFFF;
  std::uint32_t id = 0;   // row in Definitions::element(); never 0
  Name name;              // `birthDate`; a choice has its stem: `value` for value[x]
  std::string_view path;  // `Patient.birthDate`, `Observation.value[x]`
  const Type* owner = nullptr;
  std::span<const TypeUse> types;      // one, or several for a choice; for a contentReference the referenced type
  std::span<const Name> choice_names;  // `valueQuantity`... in the order of types; empty unless it is a choice
  std::uint32_t min = 0;
  std::uint32_t max = 1;
  std::uint16_t order = 0;  // position among its owner's elements
  bool summary = false;
  bool modifier = false;
  bool attribute = false;  // XML attribute (representation xmlAttr)
  [[nodiscard]] bool choice() const { return !choice_names.empty(); }
  [[nodiscard]] bool repeats() const { return max > 1; }
};

struct Type {
  Name name;             // `Patient`, `Patient.contact`, `HumanName`
  std::string_view url;  // of the StructureDefinition; for a backbone that of its resource
  TypeKind kind = TypeKind::complex;
  Primitive primitive = Primitive::none;
  bool abstract = false;
  const Type* base = nullptr;         // Patient -> DomainResource -> Resource; code -> string -> Element
  std::span<const Element> elements;  // inherited ones first, in the order of the definition
  // The element a child of that name belongs to: `birthDate`, `value`'s choice by `valueQuantity` (and by `value`).
  // `chosen` gets the index into element->types for a choice name, else 0. Null: there is none.
  [[nodiscard]] const Element* find(Name child, std::size_t* chosen = nullptr) const;
  [[nodiscard]] bool is_a(const Type& other) const;  // itself or a descendant

  // Filled by the definitions: open addressing by name hash over the names a child can have; size is a power of two.
  struct Key {
    Name name;
    std::uint16_t element = 0;  // index into `elements`
    std::uint16_t chosen = 0;
  };
  std::span<const Key> keys;
};

}  // namespace schakel::fhir
