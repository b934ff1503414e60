// http://hl7.org/fhir/R4/fhirpath.html#functions

#include "fhir/model/names.h"
#include "fhirpath/functions/table.h"
#include "fhirpath/narrative.h"
#include "fhirpath/paths.h"

#include <algorithm>
#include <array>
#include <string>

namespace schakel::fhirpath {

namespace {

using fhir::names;

bool has_url(const Node& extension, std::string_view url) {
  const Node* child = extension.child(names().url);
  return child != nullptr && child->value() == url;
}

template <class Take>
bool each_extension(const Value& item, std::string_view url, const Take& take) {
  if (!item.is_node()) return true;
  const Name extension = names().extension;
  for (const Node* c = item.node->first_child(); c != nullptr; c = c->next()) {
    if (!(c->name() == extension)) continue;
    // Plain JSON has the whole list in one node.
    const bool list = c->kind() == ValueKind::list;
    for (const Node* e = list ? c->first_child() : c; e != nullptr; e = list ? e->next() : nullptr) {
      if (has_url(*e, url) && !take(*e)) return false;
    }
  }
  return true;
}

bool extension(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view url;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, url, present)) return false;
  if (!present) return true;
  for (const Value& item : items) {
    each_extension(item, url, [&](const Node& e) {
      out.push(Value::of(e));
      return true;
    });
  }
  return true;
}

Truth has_extension(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view url;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, url, present)) return Truth::failed;
  for (const Value& item : items) {
    if (present && !each_extension(item, url, [](const Node&) { return false; })) return Truth::yes;
  }
  return Truth::no;
}

bool valued(const Value& v) { return !v.is_node() || (v.node->has_value() && v.node->kind() != ValueKind::null); }

Truth has_value(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  return items.size() == 1 && valued(items[0]) ? Truth::yes : Truth::no;
}

bool get_value(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  if (items.size() == 1 && valued(items[0])) out.push(m.primitive(items[0]));
  return true;
}

const Node* resolved(Machine& m, std::string_view reference, const Node* from) {
  const Environment& e = *m.environment;
  const Node* root = e.root_resource != nullptr ? e.root_resource : e.resource;
  if (m.services != nullptr) return m.services->resolve(reference, from, e.resource, root);
  return find_reference(reference, e.resource, root);
}

// What cannot be resolved is left out (http://hl7.org/fhir/R4/fhirpath.html#fn-resolve).
bool resolve(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (const Value& item : items) {
    std::string_view reference = item.text;
    const Node* from = nullptr;
    if (item.is_node()) {
      from = item.node;
      const Node* child = from->has_value() ? from : from->child(names().reference);
      reference = child != nullptr ? child->value().reveal() : std::string_view{};
    }
    if (reference.empty()) continue;
    if (!m.spend(16)) return m.too_costly(op);
    if (const Node* target = resolved(m, reference, from)) out.push(Value::of(*target));
  }
  return true;
}

bool not_supported(Machine& m, const Operation& op, const std::string& why) {
  return m.fail(op, std::string(op.code) + "(): not supported: " + why, ErrorKind::not_supported);
}

Truth conforms_to(Machine& m, const Operation& op, const Frame& f) {
  Value v;
  std::string_view profile;
  bool present = false;
  bool has_profile = false;
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, profile, has_profile))
    return Truth::failed;
  if (items.size() > 1) {
    m.fail(op, "conformsTo() works on a single item, not on " + std::to_string(items.size()));
    return Truth::failed;
  }
  present = !items.empty() && items[0].is_node();
  if (!present || !has_profile) return Truth::empty;
  if (m.definitions != nullptr && !m.definitions->find(profile, "StructureDefinition")) {
    m.fail(op, "conformsTo(): the profile is not known");
    return Truth::failed;
  }
  const auto answer =
      m.services == nullptr ? Services::Answer::unknown : m.services->conforms_to(*items[0].node, profile);
  if (answer == Services::Answer::unknown) {
    not_supported(m, op, "the profile cannot be judged here");
    return Truth::failed;
  }
  return answer == Services::Answer::yes ? Truth::yes : Truth::no;
}

// The ElementDefinition of each element in its type's own definition.
bool element_definition(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  if (m.definitions == nullptr) return not_supported(m, op, "no definitions are loaded");
  for (const Value& item : items) {
    if (!item.is_node()) continue;
    const fhir::Element* element = m.definitions->element(item.node->element());
    // A resource stands in no other type: its definition is the first of its own type's.
    const fhir::Type* type = element != nullptr && !item.node->resource() ? element->owner : nullptr;
    if (item.node->resource()) type = m.definitions->type(item.node->type());
    if (type == nullptr) continue;
    const auto found = m.definitions->find(type->url, "StructureDefinition");
    if (!found || found.resource->root == nullptr) continue;
    const Node* snapshot = found.resource->root->child(names().snapshot);
    const Node* e = snapshot == nullptr ? nullptr : snapshot->child(names().element);
    for (; e != nullptr; e = e->next_of_same_name()) {
      if (!m.spend(1)) return m.too_costly(op);
      const Node* path = e->child(names().path);
      if (path != nullptr && (item.node->resource() || path->value() == element->path)) {
        out.push(Value::of(*e));
        break;
      }
    }
  }
  return true;
}

// What an argument says, for a message: only what stands in the expression itself, never what came from data.
std::string quoted(const Operation& argument, std::string_view text) {
  return argument.evaluate == evaluate_literal ? " '" + std::string(text) + "'" : std::string{};
}

// "If the structure cannot be resolved, or the name of the slice within the resolved structure is not present, an error
// is thrown."
bool check_slice(Machine& m, const Operation& op, std::string_view profile, std::string_view name) {
  if (m.definitions == nullptr) return not_supported(m, op, "no definitions are loaded");
  const auto found = m.definitions->find(profile, "StructureDefinition");
  if (!found || found.resource->root == nullptr)
    return m.fail(op, "slice(): the structure" + quoted(*op.arguments[0], profile) + " is not known");
  const Node* snapshot = found.resource->root->child(names().snapshot);
  const Node* e = snapshot == nullptr ? nullptr : snapshot->child(names().element);
  for (; e != nullptr; e = e->next_of_same_name()) {
    if (!m.spend(1)) return m.too_costly(op);
    const Node* own = e->child(names().slice_name);
    if (own != nullptr && own->value() == name) return true;
  }
  return m.fail(op, "slice(): the structure" + quoted(*op.arguments[0], profile) + " has no slice" +
                        quoted(*op.arguments[1], name));
}

bool slice(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view profile;
  std::string_view name;
  bool has_profile = false;
  bool has_name = false;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, profile, has_profile)) return false;
  if (!m.single_string(op, *op.arguments[1], f, name, has_name)) return false;
  if (!has_profile || !has_name) return true;
  if (!check_slice(m, op, profile, name)) return false;
  for (const Value& item : items) {
    if (!item.is_node()) continue;
    const auto answer =
        m.services == nullptr ? Services::Answer::unknown : m.services->in_slice(*item.node, profile, name);
    if (answer == Services::Answer::unknown) return not_supported(m, op, "the slice cannot be judged here");
    if (answer == Services::Answer::yes) out.push(item);
  }
  return true;
}

// The element itself when each of its modifier extensions is among those the caller says it knows; otherwise an error.
bool check_modifiers(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  Collection known(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return false;
  for (const Operation* argument : op.arguments) {
    if (!m.evaluate(*argument, f, known)) return false;
  }
  for (const Value& item : items) {
    if (!item.is_node()) continue;
    for (const Node* c = item.node->child(names().modifier_extension); c != nullptr; c = c->next_of_same_name()) {
      const bool fine = std::any_of(known.begin(), known.end(), [&](const Value& k) {
        const Value url = m.primitive(k);
        return url.type == ValueType::string && has_url(*c, url.text);
      });
      if (!fine)
        return m.fail(op, "checkModifiers(): the element has a modifier extension that is not among the known ones");
    }
  }
  out.append(items);
  return true;
}

Truth html_checks(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items)) return Truth::failed;
  for (const Value& item : items) {
    const Value v = m.primitive(item);
    if (v.type == ValueType::string && !is_safe_narrative(v.text)) return Truth::no;
  }
  return Truth::yes;
}

constexpr std::array<FunctionRow, 10> kRows{{
    {"extension", 1, 1, Takes::any, Gives::extensions, extension},
    {"hasExtension", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, has_extension},
    {"hasValue", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, has_value},
    {"getValue", 0, 0, Takes::any, Gives::anything, get_value},
    {"resolve", 0, 0, Takes::any, Gives::resources, resolve},
    {"conformsTo", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, conforms_to},
    {"elementDefinition", 0, 0, Takes::any, Gives::anything, element_definition},
    {"slice", 2, 2, Takes::any, Gives::input, slice},
    {"checkModifiers", 0, 32, Takes::any, Gives::input, check_modifiers},
    {"htmlChecks", 0, 0, Takes::any, Gives::boolean, evaluate_by_truth, html_checks},
}};

}  // namespace

std::span<const FunctionRow> chapter_fhir() { return kRows; }

}  // namespace schakel::fhirpath
