// Literal references inside one document: http://hl7.org/fhir/R4/references.html#literal,
// http://hl7.org/fhir/R4/bundle.html#references

#include "fhir/model/names.h"
#include "fhirpath/fhirpath.h"

namespace schakel::fhirpath {

namespace {

using fhir::names;

bool has_id(const Node& resource, std::string_view id) {
  const Node* child = resource.child(names().id);
  return child != nullptr && child->value() == id;
}

// The resource that holds the contained ones: the resource itself, or the one it is contained in.
const Node* container(const Node* resource) {
  while (resource != nullptr && resource->name() == names().contained && resource->parent() != nullptr)
    resource = resource->parent();
  return resource;
}

const Node* find_contained(std::string_view id, const Node* resource) {
  const Node* holder = container(resource);
  if (holder == nullptr || id.empty()) return holder;
  for (const Node* c = holder->child(names().contained); c != nullptr; c = c->next_of_same_name()) {
    if (has_id(*c, id)) return c;
  }
  return nullptr;
}

std::string_view full_url_of(const Node& entry) {
  const Node* child = entry.child(names().full_url);
  return child == nullptr ? std::string_view{} : child->value().reveal();
}

// `Type/id` at the end of a reference, a version aside.
bool split(std::string_view reference, std::string_view& base, std::string_view& type, std::string_view& id) {
  if (const std::size_t history = reference.find("/_history/"); history != std::string_view::npos)
    reference = reference.substr(0, history);
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return false;
  id = reference.substr(slash + 1);
  const std::size_t before = reference.rfind('/', slash - 1);
  type = reference.substr(before == std::string_view::npos ? 0 : before + 1,
                          slash - (before == std::string_view::npos ? 0 : before + 1));
  base = before == std::string_view::npos ? std::string_view{} : reference.substr(0, before);
  return !id.empty() && !type.empty();
}

const Node* find_entry(std::string_view reference, const Node* resource, const Node& bundle) {
  std::string_view base;
  std::string_view type;
  std::string_view id;
  const bool literal = split(reference, base, type, id);
  const bool relative = literal && reference.find(':') == std::string_view::npos;
  // A relative reference is relative to the fullUrl of the entry it stands in.
  std::string_view own_base;
  const Node* holder = container(resource);
  if (relative && holder != nullptr && holder->parent() != nullptr && holder->parent()->name() == names().entry) {
    std::string_view own_type;
    std::string_view own_id;
    split(full_url_of(*holder->parent()), own_base, own_type, own_id);
  }
  const Node* by_id = nullptr;
  for (const Node* e = bundle.child(names().entry); e != nullptr; e = e->next_of_same_name()) {
    const Node* target = e->child(names().resource);
    if (target == nullptr) continue;
    const std::string_view url = full_url_of(*e);
    if (!relative) {
      std::string_view whole = reference.substr(0, reference.find("/_history/"));
      if (url == whole || url == reference) return target;
      continue;
    }
    std::string_view entry_base;
    std::string_view entry_type;
    std::string_view entry_id;
    const bool split_url = split(url, entry_base, entry_type, entry_id);
    if (split_url && entry_type == type && entry_id == id && (own_base.empty() || entry_base == own_base))
      return target;
    if (by_id == nullptr && target->type() == type && has_id(*target, id)) by_id = target;
  }
  return by_id;
}

}  // namespace

const Node* find_reference(std::string_view reference, const Node* resource, const Node* root_resource) {
  if (reference.starts_with('#'))
    return find_contained(reference.substr(1), resource != nullptr ? resource : root_resource);
  if (root_resource == nullptr || !(root_resource->type() == std::string_view("Bundle"))) return nullptr;
  return find_entry(reference, resource, *root_resource);
}

Services::Answer Services::member_of(const Value&, std::string_view) { return Answer::unknown; }
Services::Answer Services::subsumes(const Value&, const Value&) { return Answer::unknown; }
Services::Answer Services::conforms_to(const Node&, std::string_view) { return Answer::unknown; }
Services::Answer Services::in_slice(const Node&, std::string_view, std::string_view) { return Answer::unknown; }
const Node* Services::resolve(std::string_view reference, const Node*, const Node* resource,
                              const Node* root_resource) {
  return find_reference(reference, resource, root_resource);
}

}  // namespace schakel::fhirpath
