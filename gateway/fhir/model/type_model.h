#pragma once
// TypeModel: the rows of a TypeTable linked into Types. One for the image, one for each overlay that defines types.
// Thread rule: immutable after construction.

#include "fhir/model/type_table.h"
#include "fhir/model/types.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace schakel::fhir {

class TypeModel {
 public:
  // The table's strings must outlive the model. `elsewhere` gives types of the generation below by name or url (may be
  // empty); rows of elements count from `first_id`.
  TypeModel(const TypeTable& table, std::uint32_t first_id,
            const std::function<const Type*(std::string_view)>& elsewhere);
  TypeModel(const TypeModel&) = delete;
  TypeModel& operator=(const TypeModel&) = delete;

  [[nodiscard]] const Type* by_name(Name name) const;
  [[nodiscard]] const Type* by_url(std::string_view url) const;
  [[nodiscard]] const Element* element(std::uint32_t id) const {
    return id >= first_id_ && id - first_id_ < elements_.size() ? &elements_[id - first_id_] : nullptr;
  }
  [[nodiscard]] std::uint32_t end_id() const { return first_id_ + static_cast<std::uint32_t>(elements_.size()); }
  [[nodiscard]] const std::vector<Type>& all() const { return types_; }

 private:
  void link_uses(const TypeTable& table, const std::function<const Type*(std::string_view)>& elsewhere);
  void link_elements(const TypeTable& table);
  void make_keys();
  void make_lookups();

  std::uint32_t first_id_;
  std::vector<Type> types_;
  std::vector<Element> elements_;
  std::vector<TypeUse> uses_;
  std::vector<Name> choice_names_;
  std::vector<std::string_view> lists_;
  std::vector<Type::Key> keys_;
  std::vector<std::uint32_t> by_name_;  // open addressing: a row of types_ + 1
  std::vector<std::uint32_t> by_url_;
};

}  // namespace schakel::fhir
