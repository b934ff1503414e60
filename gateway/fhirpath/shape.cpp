#include "fhirpath/shape.h"

#include "fhirpath/machine.h"

#include <algorithm>

namespace schakel::fhirpath {

namespace {

constexpr std::string_view kSystem = "http://hl7.org/fhirpath/System.";

bool system_code(std::string_view code, ValueType& type) {
  if (!code.starts_with(kSystem)) return false;
  return system_type_of(Name::find(code), type);
}

// Anything may be behind these: `Resource` in contained, `Element`.
bool open_type(const fhir::Type& type) { return type.abstract; }

void add_uses(const fhir::Element& element, Shape& shape) {
  if (element.types.empty()) shape.unknown = true;
  for (const fhir::TypeUse& use : element.types) {
    ValueType system = ValueType::string;
    if (use.type != nullptr) {
      shape.add(StaticType{false, ValueType::boolean, use.type});
    } else if (system_code(use.code, system)) {
      shape.add(StaticType{true, system, nullptr});
    } else {
      shape.unknown = true;
    }
  }
}

// Members of System values.
void add_system_child(ValueType type, std::string_view name, Shape& shape) {
  if (type == ValueType::quantity && name == "value") shape.add(StaticType{true, ValueType::decimal, nullptr});
  if (type == ValueType::quantity && (name == "unit" || name == "code"))
    shape.add(StaticType{true, ValueType::string, nullptr});
  if (type == ValueType::type_info && (name == "name" || name == "namespace")) {
    shape.add(StaticType{true, ValueType::string, nullptr});
  }
}

}  // namespace

void Shape::add(const StaticType& type) {
  if (std::find(begin(), end(), type) != end()) return;
  if (count_ == kMost) {
    unknown = true;
    return;
  }
  types_[count_++] = type;
}

void Shape::add(const Shape& other) {
  for (const StaticType& t : other) add(t);
  unknown = unknown || other.unknown;
}

Shape Shape::any(bool several) {
  Shape s;
  s.unknown = true;
  s.many = several;
  return s;
}

Shape Shape::of(ValueType system) {
  Shape s;
  s.add(StaticType{true, system, nullptr});
  return s;
}

Shape Shape::of(const fhir::Type* type) {
  if (type == nullptr) return any(false);
  Shape s;
  s.add(StaticType{false, ValueType::boolean, type});
  return s;
}

std::string Shape::text() const {
  std::string out;
  for (const StaticType& t : *this) {
    if (!out.empty()) out += " | ";
    if (t.system) {
      out += "System.";
      out += system_name(t.system_type);
    } else {
      out += "FHIR.";
      out += t.fhir->name.text();
    }
  }
  if (unknown) out += out.empty() ? "?" : " | ?";
  return out;
}

ChildShape child_of(const Shape& owner, Name name) {
  ChildShape child;
  child.shape.many = owner.many;
  child.shape.ordered = owner.ordered;
  child.shape.unknown = owner.unknown;
  child.found = owner.unknown;
  child.maybe_choice = owner.unknown;
  child.of_primitive = !owner.unknown && owner.size() != 0;
  std::size_t choices = 0;
  std::size_t owners = 0;
  for (const StaticType& t : owner) {
    ++owners;
    if (t.system || t.fhir->kind != fhir::TypeKind::primitive) child.of_primitive = false;
    if (t.system) {
      const std::size_t before = child.shape.size();
      add_system_child(t.system_type, name.text(), child.shape);
      child.found = child.found || child.shape.size() != before;
      continue;
    }
    std::size_t chosen = 0;
    const fhir::Element* element = t.fhir->find(name, &chosen);
    if (element == nullptr) {
      if (open_type(*t.fhir)) {
        child.shape = Shape::any();
        child.found = child.maybe_choice = true;
        return child;
      }
      continue;
    }
    if (element->choice() && !(element->name == name)) {
      child.typed_choice = element;
      if (element->types[chosen].type != nullptr) {
        child.shape.add(StaticType{false, ValueType::boolean, element->types[chosen].type});
      } else {
        child.shape.unknown = true;
      }
    } else {
      add_uses(*element, child.shape);
      if (element->choice()) {
        ++choices;
        child.element = element->id;
      }
    }
    child.found = true;
    child.shape.many = child.shape.many || element->repeats();
  }
  if (choices > 1 || (choices == 1 && (owners > 1 || owner.unknown))) {
    child.element = 0;
    child.maybe_choice = true;
  }
  return child;
}

Kinds kinds_of(const Shape& shape) {
  Kinds k;
  k.unknown = shape.unknown || shape.size() == 0;
  for (const StaticType& t : shape) {
    ValueType system = t.system_type;
    if (!t.system && !system_type_of(t.fhir->name, system)) {
      const std::string_view name = t.fhir->name.text();
      const fhir::Type* base = t.fhir->base;
      const bool quantity = name == "Quantity" || (base != nullptr && base->name == std::string_view("Quantity"));
      (quantity ? k.quantity : k.other) = true;
      if (t.fhir->abstract) k.unknown = true;
      continue;
    }
    switch (system) {
      case ValueType::integer:
      case ValueType::long_integer:
      case ValueType::decimal: k.number = true; break;
      case ValueType::string: k.text = true; break;
      case ValueType::date:
      case ValueType::date_time:
      case ValueType::time: k.moment = true; break;
      case ValueType::quantity: k.quantity = true; break;
      case ValueType::boolean: k.boolean = true; break;
      default: k.other = true;
    }
  }
  return k;
}

}  // namespace schakel::fhirpath
