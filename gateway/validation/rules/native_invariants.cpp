#include "validation/rules/native_invariants.h"

#include "validation/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

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

bool has(const Node& node, std::string_view name) { return node.child(name) != nullptr; }

bool cpt_2(const Node& node, const Node*, const Node*) { return !has(node, "value") || has(node, "system"); }
bool qty_3(const Node& node, const Node*, const Node*) { return !has(node, "code") || has(node, "system"); }

// fullUrl and version of an entry, which are unique in a Bundle; compared after sorting, as there may be many.
struct EntryKey {
  std::uint64_t hash;
  std::string_view url, version;
};

bool bdl_7(const Node& node, const Node*, const Node*) {
  const Names& n = Names::get();
  const Node* type = node.child(n.type);
  if (type != nullptr && type->value() == "history") return true;
  thread_local std::vector<EntryKey> keys;
  keys.clear();
  for (const Node* e = node.first_child(); e != nullptr; e = e->next()) {
    const Node* url = e->name() == n.entry ? e->child(n.full_url) : nullptr;
    if (url == nullptr) continue;
    const Node* resource = e->child(n.resource);
    const Node* meta = resource == nullptr ? nullptr : resource->child(n.meta);
    const Node* version = meta == nullptr ? nullptr : meta->child("versionId");
    EntryKey key{14695981039346656037ULL, url->value().reveal(),
                 version == nullptr ? std::string_view{} : version->value().reveal()};
    for (const std::string_view part : {key.url, key.version}) {
      for (const char c : part) key.hash = (key.hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end(), [](const EntryKey& a, const EntryKey& b) { return a.hash < b.hash; });
  // The two texts count as one, wherever the url ends; equal hashes stand side by side.
  return std::adjacent_find(keys.begin(), keys.end(), [](const EntryKey& a, const EntryKey& b) {
           return a.hash == b.hash &&
                  std::string(a.url) + std::string(a.version) == std::string(b.url) + std::string(b.version);
         }) == keys.end();
}

// Whether each entry has that child exactly when the Bundle is of one of these types. The type is looked at once, where
// the expression asks %resource for it at each entry.
bool entries_have(const Node& bundle, const Node* resource, std::string_view child,
                  std::array<std::string_view, 3> types) {
  const Names& n = Names::get();
  const Node* first = bundle.child(n.entry);
  if (first == nullptr) return true;
  const Node* type = resource == nullptr ? nullptr : resource->child(n.type);
  if (type == nullptr || !type->has_value()) return false;  // neither true nor false, so not true of all
  const bool wanted = std::find(types.begin(), types.end(), type->value().reveal()) != types.end();
  const Name name = Name::intern(child);
  for (const Node* e = first; e != nullptr; e = e->next_of_same_name()) {
    if ((e->child(name) != nullptr) != wanted) return false;
  }
  return true;
}

bool bdl_3(const Node& node, const Node* resource, const Node*) {
  return entries_have(node, resource, "request", {"batch", "transaction", "history"});
}
bool bdl_4(const Node& node, const Node* resource, const Node*) {
  return entries_have(node, resource, "response", {"batch-response", "transaction-response", "history"});
}

constexpr std::array<NativeRow, 10> kRows{{
    {"ele-1", "hasValue() or (children().count() > id.count())", ele_1},
    {"ext-1", "extension.exists() != value.exists()", ext_1},
    {"dom-2", "contained.contained.empty()", dom_2},
    {"dom-4", "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", dom_4},
    {"dom-5", "contained.meta.security.empty()", dom_5},
    {"bdl-3",
     "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = "
     "'history'))",
     bdl_3},
    {"bdl-4",
     "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or "
     "%resource.type = 'history'))",
     bdl_4},
    {"bdl-7",
     "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()", bdl_7},
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
