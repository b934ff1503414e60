#pragma once
// Shape: what the compiler knows of a collection without evaluating it: the types it may have, whether it may have
// several items, and whether their order means anything
// (http://hl7.org/fhirpath/N1/#type-safety-and-strict-evaluation).

#include "fhir/definitions/definitions.h"
#include "fhirpath/program.h"

#include <array>
#include <string>

namespace schakel::fhirpath {

struct StaticType {
  bool system = false;
  ValueType system_type = ValueType::boolean;
  const fhir::Type* fhir = nullptr;

  friend bool operator==(const StaticType& a, const StaticType& b) {
    return a.system == b.system && (a.system ? a.system_type == b.system_type : a.fhir == b.fhir);
  }
};

class Shape {
 public:
  static constexpr std::size_t kMost = 12;  // more types than this count as unknown

  bool unknown = false;  // other types than those listed are possible
  bool many = false;
  bool ordered = true;
  bool stated = false;  // the expression itself names the type: `value as Period`

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const StaticType* begin() const { return types_.data(); }
  [[nodiscard]] const StaticType* end() const { return types_.data() + count_; }
  void add(const StaticType& type);
  void add(const Shape& other);  // its types

  static Shape any(bool several = true);
  static Shape of(ValueType system);
  static Shape of(const fhir::Type* type);  // null: unknown

  // `System.String | FHIR.code`, for errors.
  [[nodiscard]] std::string text() const;

 private:
  std::array<StaticType, kMost> types_{};
  std::size_t count_ = 0;
};

// What a child step of that name reaches. `found` false: none of the types has it, and all are known. `typed_choice`:
// it is the typed name of a choice (`valueQuantity`). `element`: the row of the choice, where there is only one;
// `maybe_choice` false: certain.
struct ChildShape {
  Shape shape;
  bool found = true;
  const fhir::Element* typed_choice = nullptr;
  std::uint32_t element = 0;
  bool maybe_choice = true;
  bool of_primitive = false;  // every owner is a FHIR primitive
};
ChildShape child_of(const Shape& owner, Name name);

// What kinds of System value the shape may have.
struct Kinds {
  bool number = false;
  bool text = false;
  bool moment = false;
  bool quantity = false;
  bool boolean = false;
  bool other = false;  // complex elements
  bool unknown = false;
};
Kinds kinds_of(const Shape& shape);

}  // namespace schakel::fhirpath
