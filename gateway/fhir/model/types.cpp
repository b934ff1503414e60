#include "fhir/model/types.h"

namespace schakel::fhir {

const Element* Type::find(Name child, std::size_t* chosen) const {
  if (keys.empty()) return nullptr;
  const std::size_t mask = keys.size() - 1;
  for (std::size_t i = child.hash() & mask;; i = (i + 1) & mask) {
    const Key& key = keys[i];
    if (key.name.empty()) return nullptr;
    if (key.name == child) {
      if (chosen != nullptr) *chosen = key.chosen;
      return &elements[key.element];
    }
  }
}

bool Type::is_a(const Type& other) const {
  for (const Type* t = this; t != nullptr; t = t->base) {
    if (t == &other) return true;
  }
  return false;
}

}  // namespace schakel::fhir
