#include "validation/references.h"

#include "validation/names.h"

#include <algorithm>

namespace schakel::validation {

namespace {

std::string_view text_of(const Node* node) { return node == nullptr ? std::string_view{} : node->value().reveal(); }

bool is_resource(const Node& node) { return node.parent() == nullptr || node.resource(); }

// `scheme:rest` with a scheme of at least two letters.
bool is_absolute(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon < 2) return false;
  return std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  });
}

// `http://host/base/Type/id` -> `http://host/base/`; empty when the url does not look like that.
std::string_view base_of(std::string_view full_url) {
  std::size_t slash = full_url.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return {};
  slash = full_url.rfind('/', slash - 1);
  return slash == std::string_view::npos ? std::string_view{} : full_url.substr(0, slash + 1);
}

constexpr std::uint64_t kSeed = 14695981039346656037ULL;
std::uint64_t hash_of(std::uint64_t h, std::string_view text) {
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

}  // namespace

const Node* References::resource_of(const Node& node) {
  const Node* n = &node;
  while (!is_resource(*n)) n = n->parent();
  return n;
}

const Node* References::container_of(const Node& resource) {
  const Node* n = &resource;
  while (n->parent() != nullptr && n->name() == Names::get().contained) n = resource_of(*n->parent());
  return n;
}

const Node* References::entry_of(const Node& node) {
  for (const Node* n = &node; n != nullptr; n = n->parent()) {
    if (n->name() == Names::get().entry && n->parent() != nullptr && n->parent()->type() == Names::get().bundle)
      return n;
  }
  return nullptr;
}

std::string_view References::full_url_of(const Node& entry) { return text_of(entry.child(Names::get().full_url)); }

References::Answer References::contained(std::string_view id, const Node& from) {
  const Names& n = Names::get();
  const Node* own = resource_of(from);
  const Node* resource = container_of(*own);
  // `#` alone is the container, for what it contains.
  if (id.empty())
    return {own == resource ? Resolution::missing : Resolution::found, own == resource ? nullptr : resource, true,
            false};
  constexpr int kFew = 8;  // more of them are worth a table
  int seen = 0;
  for (const Node* c = resource->child(n.contained); c != nullptr; c = c->next_of_same_name()) {
    if (text_of(c->child(n.id)) == id) return {Resolution::found, c, true, false};
    if (++seen == kFew) return contained_in(table_of(*resource, n.contained), id);
  }
  return {Resolution::missing, nullptr, true, false};
}

References::Answer References::contained_in(const Table& table, std::string_view id) {
  const std::uint64_t hash = hash_of(kSeed, id);
  const std::size_t mask = table.slots.size() - 1;
  for (std::size_t i = hash & mask; table.slots[i].entry != nullptr; i = (i + 1) & mask) {
    const Node& resource = *table.slots[i].entry;
    if (table.slots[i].hash == hash && text_of(resource.child(Names::get().id)) == id)
      return {Resolution::found, &resource, true, false};
  }
  return {Resolution::missing, nullptr, true, false};
}

// Children of that name by what names them: entries by fullUrl, contained resources by id; `resource` asks for entries
// by the type and id of their resource.
const References::Table& References::table_of(const Node& parent, Name child) {
  for (std::size_t i = used_; i-- > 0;) {
    if (tables_[i].parent == &parent && tables_[i].child == child) return tables_[i];
  }
  if (used_ == tables_.size()) tables_.emplace_back();
  Table& table = tables_[used_++];
  table.parent = &parent;
  table.child = child;
  const Names& n = Names::get();
  const bool entries = child == n.entry;
  const bool resources = child == n.resource;
  const Name wanted = resources ? n.entry : child;
  std::size_t count = 0;
  for (const Node* c = parent.first_child(); c != nullptr; c = c->next()) count += c->name() == wanted ? 1 : 0;
  std::size_t size = 8;
  while (size < count * 2) size *= 2;
  table.slots.assign(size, Slot{});
  for (const Node* c = parent.first_child(); c != nullptr; c = c->next()) {
    if (!(c->name() == wanted)) continue;
    const Node* resource = resources ? c->child(n.resource) : nullptr;
    const std::string_view key = entries     ? full_url_of(*c)
                                 : resources ? text_of(resource == nullptr ? nullptr : resource->child(n.id))
                                             : text_of(c->child(n.id));
    if (key.empty()) continue;
    std::uint64_t hash = kSeed;
    if (resource != nullptr) hash = hash_of(hash_of(hash, resource->type().text()), "/");
    hash = hash_of(hash, key);
    std::size_t i = hash & (size - 1);
    while (table.slots[i].entry != nullptr) i = (i + 1) & (size - 1);
    table.slots[i] = {hash, c};
  }
  return table;
}

References::Answer References::look_up(const Table& table, std::string_view first, std::string_view second,
                                       std::string_view version) const {
  const Names& n = Names::get();
  const std::uint64_t hash = hash_of(hash_of(kSeed, first), second);
  const std::size_t mask = table.slots.size() - 1;
  Answer answer{Resolution::external, nullptr, false, false};
  for (std::size_t i = hash & mask; table.slots[i].entry != nullptr; i = (i + 1) & mask) {
    if (table.slots[i].hash != hash) continue;
    const Node& entry = *table.slots[i].entry;
    const std::string_view url = full_url_of(entry);
    if (url.size() != first.size() + second.size() || url.substr(0, first.size()) != first ||
        url.substr(first.size()) != second)
      continue;
    const Node* resource = entry.child(n.resource);
    if (!version.empty()) {
      const Node* meta = resource == nullptr ? nullptr : resource->child(n.meta);
      if (meta == nullptr || text_of(meta->child("versionId")) != version) continue;
    }
    // Versions of one resource share a fullUrl; which one is meant cannot be told without the version.
    if (answer.bundled) return {Resolution::ambiguous, answer.target, false, true};
    answer = {resource == nullptr ? Resolution::external : Resolution::found, resource, false, true};
  }
  return answer;
}

References::Answer References::bundled(std::string_view reference, const Node& entry) {
  const Table& table = table_of(*entry.parent(), Names::get().entry);
  std::string_view base;
  std::string_view rest = reference;
  if (!is_absolute(reference)) {
    base = full_url_of(entry);
    if (base.substr(0, 4) == "urn:") {
      // A relative reference under urn:x:y: the id takes the place of the last part.
      base = base.substr(0, base.rfind(':') + 1);
      const std::size_t slash = rest.rfind('/');
      if (slash != std::string_view::npos) rest = rest.substr(slash + 1);
    } else {
      base = base_of(base);
    }
  }
  Answer answer = look_up(table, base, rest, {});
  const std::size_t history = rest.find("/_history/");
  if (!answer.bundled && history != std::string_view::npos)
    answer = look_up(table, base, rest.substr(0, history), rest.substr(history + 10));
  if (!answer.bundled && reference.substr(0, 4) == "urn:") answer.how = Resolution::missing;
  return answer;
}

References::Answer References::resolve(std::string_view reference, const Node& from) {
  if (reference.empty()) return {};
  if (reference[0] == '#') return contained(reference.substr(1), from);
  for (const Node* entry = entry_of(from); entry != nullptr;
       entry = entry->parent()->parent() == nullptr ? nullptr : entry_of(*entry->parent()->parent())) {
    const Answer answer = bundled(reference, *entry);
    if (answer.how != Resolution::external) return answer;
  }
  return {};
}

const Node* References::entry_with(std::string_view type_and_id, const Node& from) {
  const Node* entry = entry_of(from);
  const std::size_t slash = type_and_id.find('/');
  if (entry == nullptr || slash == std::string_view::npos) return nullptr;
  const Table& table = table_of(*entry->parent(), Names::get().resource);
  const std::uint64_t hash = hash_of(kSeed, type_and_id);
  const std::size_t mask = table.slots.size() - 1;
  for (std::size_t i = hash & mask; table.slots[i].entry != nullptr; i = (i + 1) & mask) {
    if (table.slots[i].hash != hash) continue;
    const Node& resource = *table.slots[i].entry->child(Names::get().resource);
    if (resource.type() == type_and_id.substr(0, slash) &&
        text_of(resource.child(Names::get().id)) == type_and_id.substr(slash + 1))
      return table.slots[i].entry;
  }
  return nullptr;
}

}  // namespace schakel::validation
