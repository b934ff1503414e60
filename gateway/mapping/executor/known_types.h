#pragma once
// The data types and names the executor itself makes nodes of, looked up once per Transformer.

#include "fhir/definitions/definitions.h"
#include "mapping/program/place.h"
#include "tree/name.h"

namespace schakel::mapping {

namespace names {
inline const Name kId = Name::intern("id");
inline const Name kCode = Name::intern("code");
inline const Name kSystem = Name::intern("system");
inline const Name kDisplay = Name::intern("display");
inline const Name kCoding = Name::intern("coding");
inline const Name kValue = Name::intern("value");
inline const Name kUnit = Name::intern("unit");
inline const Name kType = Name::intern("type");
inline const Name kText = Name::intern("text");
inline const Name kBundle = Name::intern("Bundle");
inline const Name kFullUrl = Name::intern("fullUrl");
}  // namespace names

struct KnownTypes {
  explicit KnownTypes(const fhir::Definitions& d)
      : boolean(d.type("boolean")),
        integer(d.type("integer")),
        decimal(d.type("decimal")),
        string(d.type("string")),
        code(d.type("code")),
        id(d.type("id")),
        uri(d.type("uri")),
        date(d.type("date")),
        date_time(d.type("dateTime")),
        time(d.type("time")),
        quantity(d.type("Quantity")),
        coding(d.type("Coding")),
        codeable_concept(d.type("CodeableConcept")),
        identifier(d.type("Identifier")),
        contact_point(d.type("ContactPoint")),
        codes(*this) {}

  // Where the parts of codes go.
  struct Codes {
    explicit Codes(const KnownTypes& types)
        : system(place(types.coding, names::kSystem)),
          code(place(types.coding, names::kCode)),
          display(place(types.coding, names::kDisplay)),
          coding(place(types.codeable_concept, names::kCoding)) {}
    static Place place(const fhir::Type* type, Name name) {
      std::size_t chosen = 0;
      const fhir::Element* row = type == nullptr ? nullptr : type->find(name, &chosen);
      return row == nullptr ? Place() : Place(*row, name, chosen);
    }
    Place system, code, display, coding;
  };

  const fhir::Type *boolean, *integer, *decimal, *string, *code, *id, *uri, *date, *date_time, *time, *quantity,
      *coding, *codeable_concept, *identifier, *contact_point;
  Codes codes;
};

}  // namespace schakel::mapping
