#include "validation/rules/native_invariants.h"

#include "validation/names.h"

#include <array>
#include <cstddef>

namespace schakel::validation::rules {

namespace {

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool ele_1(const Node& node, const Node*, const Node*) {
  if (node.has_value()) return true;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (!(c->name() == Names::get().id)) return true;
  }
  return false;
}

// value[x]: the one element of an Extension that starts with `value`.
bool ext_1(const Node& node, const Node*, const Node*) {
  bool extension = false;
  bool value = false;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == Names::get().extension) {
      extension = true;
    } else if (starts_with(c->name().text(), "value")) {
      value = true;
    }
  }
  return extension != value;
}

bool dom_2(const Node& node, const Node*, const Node*) {
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == Names::get().contained && c->child(Names::get().contained) != nullptr) return false;
  }
  return true;
}

bool contained_meta_lacks(const Node& node, std::string_view first, std::string_view second) {
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (!(c->name() == Names::get().contained)) continue;
    const Node* meta = c->child(Names::get().meta);
    if (meta == nullptr) continue;
    for (const Node* m = meta->first_child(); m != nullptr; m = m->next()) {
      if (m->name() == first || m->name() == second) return false;
    }
  }
  return true;
}

bool dom_4(const Node& node, const Node*, const Node*) {
  return contained_meta_lacks(node, "versionId", "lastUpdated");
}
bool dom_5(const Node& node, const Node*, const Node*) { return contained_meta_lacks(node, "security", "security"); }

bool ref_1(const Node& node, const Node* resource, const Node* root) {
  const Node* reference = node.child(Names::get().reference);
  if (reference == nullptr || !reference->has_value()) return true;
  const std::string_view text = reference->value().reveal();
  if (text.empty() || text[0] != '#') return true;
  if (text.size() == 1) return root != resource;
  if (root == nullptr) return false;
  for (const Node* c = root->child(Names::get().contained); c != nullptr; c = c->next_of_same_name()) {
    const Node* id = c->child(Names::get().id);
    if (id != nullptr && id->value() == text.substr(1)) return true;
  }
  return false;
}

bool has(const Node& node, std::string_view name) { return node.child(name) != nullptr; }

bool cpt_2(const Node& node, const Node*, const Node*) { return !has(node, "value") || has(node, "system"); }
bool qty_3(const Node& node, const Node*, const Node*) { return !has(node, "code") || has(node, "system"); }

constexpr std::array<NativeRow, 8> kRows{{
    {"ele-1", "hasValue() or (children().count() > id.count())", ele_1},
    {"ext-1", "extension.exists() != value.exists()", ext_1},
    {"dom-2", "contained.contained.empty()", dom_2},
    {"dom-4", "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", dom_4},
    {"dom-5", "contained.meta.security.empty()", dom_5},
    {"ref-1",
     "reference.exists() implies (reference.startsWith('#').not() or (reference.substring(1) in "
     "%rootResource.contained.id) or (reference = '#' and %rootResource != %resource))",
     ref_1},
    {"cpt-2", "value.empty() or system.exists()", cpt_2},
    {"qty-3", "code.empty() or system.exists()", qty_3},
}};

}  // namespace

NativeInvariant native_invariant(std::string_view expression) {
  for (const NativeRow& row : kRows) {
    if (row.expression == expression) return row.holds;
  }
  return nullptr;
}

const NativeRow* native_invariants(std::size_t& count) {
  count = kRows.size();
  return kRows.data();
}

}  // namespace schakel::validation::rules
