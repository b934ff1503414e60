// Where the differential goes deeper than the base: the children of the element's type, profile or content reference.

#include "fhir/definitions/snapshot/walk.h"
#include "fhir/model/names.h"

#include <algorithm>

namespace schakel::fhir::snapshot {

void Walker::children(const Scope& scope, std::size_t element, const std::string& stated, std::size_t from,
                      std::size_t to) {
  if (made_[element].node->child(element_names().content_reference) != nullptr)
    return referenced_children(scope, element, stated, from, to);
  const BaseList* list = children_list(made_[element], stated);
  if (failed()) return;
  if (list == nullptr) return fail(stated, "its children cannot be known: the type is not loaded");
  Scope below;
  below.base = list;
  below.at = 1;
  below.end = list->elements.size();
  below.diff = from;
  below.diff_end = to;
  below.base_root = list->elements[0].path;
  below.match_root = stated;
  below.result_root = made_[element].path;
  walk(below);
}

// The reference is replaced by what it refers to: types, and children under new paths.
void Walker::referenced_children(const Scope& scope, std::size_t element, const std::string& stated, std::size_t from,
                                 std::size_t to) {
  const ElementNames& n = element_names();
  const std::string_view reference = text(*made_[element].node, n.content_reference);
  const std::string_view id = reference.substr(reference.find('#') + 1);
  const BaseList* base = scope.base;
  std::size_t target = base->by_id(id);
  if (target == kNowhere && reference.find('#') > 0 && reference.find('#') != std::string_view::npos) {
    base = list(reference.substr(0, reference.find('#')));
    target = base != nullptr ? base->by_id(id) : kNowhere;
  }
  if (target == kNowhere) return fail(stated, "the content reference " + std::string(reference) + " leads nowhere");
  Node& node = *made_[element].node;
  remove_all(tree_, node, n.content_reference);
  replace_all(tree_, node, n.type, *base->elements[target].node);
  Scope below;
  below.base = base;
  below.at = target + 1;
  below.end = base->end_of(target);
  below.diff = from;
  below.diff_end = to;
  below.base_root = base->elements[target].path;
  below.match_root = stated;
  below.result_root = made_[element].path;
  walk(below);
}

// The list whose elements after the first are the children. Null: not known.
const BaseList* Walker::children_list(const Made& element, std::string_view stated) {
  const ElementNames& n = element_names();
  std::vector<TypeView> types = types_of(*element.node);
  const std::string_view name = last_part(stated);
  if (is_choice(element.path) && !is_choice(name)) {
    const std::string_view suffix = name.substr(stem_of(last_part(element.path)).size());
    std::erase_if(types, [suffix](const TypeView& t) { return capitalised(last_part(type_code(t.code))) != suffix; });
    if (types.empty()) {
      fail(std::string(stated), "it is none of the types of " + element.path);
      return nullptr;
    }
  }
  if (types.empty()) return nullptr;
  const bool one =
      std::all_of(types.begin(), types.end(), [&types](const TypeView& t) { return t.code == types[0].code; });
  if (!one) return list(type_url("Element"));
  const auto profiles = values_of(*types[0].node, n.profile);
  if (types.size() == 1 && profiles.size() == 1) {
    const Node* profile = source_.structure(profiles[0]);
    if (profile != nullptr && !check_profile(*profile, type_code(types[0].code), std::string(stated))) return nullptr;
    if (const BaseList* found = list(profiles[0])) return found;
  }
  return list(type_url(types[0].code));
}

// A profile fits an element when its chain of bases reaches the element's type.
bool Walker::check_profile(const Node& profile, std::string_view code, const std::string& path) {
  const Names& n = names();
  const Node* sd = &profile;
  for (int steps = 0; steps < 64; ++steps) {
    const std::string_view type = text_at(*sd, n.type);
    if (type == code || tail(type) == code || text_at(*sd, n.url) == code || code == "Element" ||
        code == "BackboneElement")
      return true;
    const Node* base = source_.structure(text_at(*sd, n.base_definition));
    if (base == nullptr) {
      // Its own base is not known: the stated type decides, and Resource takes every resource.
      return code == "Resource" || type == code;
    }
    sd = base;
  }
  fail(path, "the profile " + std::string(text_at(profile, n.url)) + " is one of " +
                 std::string(text_at(profile, n.type)) + ", not of " + std::string(code));
  return false;
}

}  // namespace schakel::fhir::snapshot
