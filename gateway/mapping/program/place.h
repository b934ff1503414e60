#pragma once
// Place: an element of a target type with the type of a choice settled, and all that a node there gets. Made when the
// map is compiled where the type of the context is known, so that a run reads one short row.

#include "fhir/model/types.h"
#include "tree/node.h"

#include <cstdint>

namespace schakel::mapping {

// How a value of a primitive type stands in the tree; of no type: as a string.
inline ValueKind kind_of(const fhir::Type* type) {
  if (type == nullptr) return ValueKind::string;
  if (type->primitive == fhir::Primitive::boolean) return ValueKind::boolean;
  if (type->primitive == fhir::Primitive::xhtml) return ValueKind::xhtml;
  return fhir::is_number(type->primitive) ? ValueKind::number : ValueKind::string;
}

struct Place {
  Name name;                           // of the node
  const fhir::Type* type = nullptr;    // the one chosen; null: its definition is not loaded
  Name type_name;                      // what the node says its type is
  std::uint32_t element = 0;           // its row
  ValueKind kind = ValueKind::string;  // of a value there
  bool primitive = false;              // a value stands there (or nobody knows better)
  bool resource = false;               // the type is a resource
  bool open = false;                   // a choice named by its stem, of several types: what is put there decides
  bool choice = false;
  bool repeats = false;
  bool attribute = false;
  const fhir::Element* row = nullptr;

  Place() = default;
  // `named`: as the map calls it; `chosen`: of the types, as Type::find() gives it.
  Place(const fhir::Element& e, Name named, std::size_t chosen)
      : name(e.choice() ? e.choice_names[chosen] : e.name),
        element(e.id),
        open(e.choice() && named == e.name && e.types.size() > 1),
        choice(e.choice()),
        repeats(e.repeats()),
        attribute(e.attribute),
        row(&e) {
    if (chosen < e.types.size()) type = e.types[chosen].type;
    kind = kind_of(type);
    primitive = type == nullptr || type->kind == fhir::TypeKind::primitive;
    if (type == nullptr) return;
    type_name = type->name;
    resource = type->kind == fhir::TypeKind::resource;
  }
};

}  // namespace schakel::mapping
