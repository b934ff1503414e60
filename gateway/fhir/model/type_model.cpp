#include "fhir/model/type_model.h"

#include <bit>
#include <functional>

namespace schakel::fhir {

namespace {

std::size_t room_for(std::size_t count) { return count == 0 ? 0 : std::bit_ceil(count * 2); }

}  // namespace

TypeModel::TypeModel(const TypeTable& table, std::uint32_t first_id,
                     const std::function<const Type*(std::string_view)>& elsewhere)
    : first_id_(first_id), types_(table.types.size()), elements_(table.elements.size()) {
  link_uses(table, elsewhere);
  link_elements(table);
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const TypeRow& row = table.types[i];
    Type& type = types_[i];
    type.name = Name::intern(pooled(table.strings, row.name));
    type.url = pooled(table.strings, row.url);
    type.kind = static_cast<TypeKind>(row.kind);
    if (type.kind == TypeKind::primitive) type.primitive = primitive_of(type.name.text());
    type.abstract = row.abstract != 0;
    if (row.base_type != 0) {
      type.base = &types_[row.base_type - 1];
    } else if (elsewhere && row.base_url != 0) {
      type.base = elsewhere(pooled(table.strings, row.base_url));
    }
    type.elements = std::span(elements_).subspan(row.first_element, row.element_count);
    for (std::uint32_t e = 0; e < row.element_count; ++e) {
      elements_[row.first_element + e].owner = &type;
      elements_[row.first_element + e].order = static_cast<std::uint16_t>(e);
    }
  }
  make_keys();
  make_lookups();
}

void TypeModel::link_uses(const TypeTable& table, const std::function<const Type*(std::string_view)>& elsewhere) {
  lists_.reserve(table.lists.size());
  for (const std::uint32_t text : table.lists) lists_.push_back(pooled(table.strings, text));
  uses_.reserve(table.uses.size());
  choice_names_.reserve(table.uses.size());
  for (const UseRow& row : table.uses) {
    TypeUse& use = uses_.emplace_back();
    use.code = pooled(table.strings, row.code);
    if (row.type != 0) {
      use.type = &types_[row.type - 1];
    } else if (elsewhere && row.type_name != 0) {
      use.type = elsewhere(pooled(table.strings, row.type_name));
    }
    use.profiles = std::span(lists_).subspan(row.first_profile, row.profile_count);
    use.target_profiles = std::span(lists_).subspan(row.first_target, row.target_count);
    choice_names_.push_back(row.choice_name != 0 ? Name::intern(pooled(table.strings, row.choice_name)) : Name{});
  }
}

void TypeModel::link_elements(const TypeTable& table) {
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    const ElementRow& row = table.elements[i];
    Element& element = elements_[i];
    element.id = first_id_ + static_cast<std::uint32_t>(i);
    element.name = Name::intern(pooled(table.strings, row.name));
    element.path = pooled(table.strings, row.path);
    element.types = std::span(uses_).subspan(row.first_use, row.use_count);
    if ((row.flags & ElementRow::kChoice) != 0)
      element.choice_names = std::span(choice_names_).subspan(row.first_use, row.use_count);
    element.min = row.min;
    element.max = row.max;
    element.summary = (row.flags & ElementRow::kSummary) != 0;
    element.modifier = (row.flags & ElementRow::kModifier) != 0;
    element.attribute = (row.flags & ElementRow::kAttribute) != 0;
  }
}

void TypeModel::make_keys() {
  std::vector<std::size_t> sizes;
  std::size_t total = 0;
  for (const Type& type : types_) {
    std::size_t count = type.elements.size();
    for (const Element& e : type.elements) count += e.choice_names.size();
    sizes.push_back(room_for(count));
    total += sizes.back();
  }
  keys_.resize(total);
  std::size_t start = 0;
  for (std::size_t t = 0; t < types_.size(); ++t) {
    Type::Key* const keys = keys_.data() + start;
    const std::size_t mask = sizes[t] - 1;
    const auto add = [keys, mask](Name name, std::uint16_t element, std::size_t chosen) {
      std::size_t i = name.hash() & mask;
      while (!keys[i].name.empty() && !(keys[i].name == name)) i = (i + 1) & mask;
      if (keys[i].name.empty()) keys[i] = {name, element, static_cast<std::uint16_t>(chosen)};
    };
    for (const Element& e : types_[t].elements) {
      add(e.name, e.order, 0);
      for (std::size_t c = 0; c < e.choice_names.size(); ++c) add(e.choice_names[c], e.order, c);
    }
    types_[t].keys = {keys, sizes[t]};
    start += sizes[t];
  }
}

void TypeModel::make_lookups() {
  by_name_.assign(room_for(types_.size()), 0);
  by_url_.assign(room_for(types_.size()), 0);
  for (std::size_t t = 0; t < types_.size(); ++t) {
    const std::size_t mask = by_name_.size() - 1;
    std::size_t i = types_[t].name.hash() & mask;
    while (by_name_[i] != 0) i = (i + 1) & mask;
    by_name_[i] = static_cast<std::uint32_t>(t + 1);
    if (types_[t].kind == TypeKind::backbone) continue;
    i = std::hash<std::string_view>{}(types_[t].url) & mask;
    while (by_url_[i] != 0) i = (i + 1) & mask;
    by_url_[i] = static_cast<std::uint32_t>(t + 1);
  }
}

const Type* TypeModel::by_name(Name name) const {
  if (by_name_.empty() || name.empty()) return nullptr;
  const std::size_t mask = by_name_.size() - 1;
  for (std::size_t i = name.hash() & mask; by_name_[i] != 0; i = (i + 1) & mask) {
    const Type& type = types_[by_name_[i] - 1];
    if (type.name == name) return &type;
  }
  return nullptr;
}

const Type* TypeModel::by_url(std::string_view url) const {
  if (by_url_.empty()) return nullptr;
  const std::size_t mask = by_url_.size() - 1;
  for (std::size_t i = std::hash<std::string_view>{}(url)&mask; by_url_[i] != 0; i = (i + 1) & mask) {
    const Type& type = types_[by_url_[i] - 1];
    if (type.url == url) return &type;
  }
  return nullptr;
}

}  // namespace schakel::fhir
