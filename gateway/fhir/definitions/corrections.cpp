#include "fhir/definitions/corrections.h"

#include "fhir/definitions/loaded.h"
#include "fhir/model/names.h"
#include "syntax/json/reader.h"

#include <algorithm>

namespace schakel::fhir {

namespace {

std::string text(const Node& node, std::string_view name) {
  const Node* child = node.child(name);
  return child != nullptr ? std::string(child->value().reveal()) : std::string{};
}

bool concerns(const std::string& package, std::string_view id) { return package.empty() || package == id; }

}  // namespace

Result<Corrections> Corrections::parse(std::string_view json) {
  Corrections corrections;
  if (json.empty()) return corrections;
  Loaded document;
  Issues issues;
  if (!syntax::json::read(json, document.tree, issues, {.shape = syntax::json::Shape::plain})) {
    return failed(invalid("the corrections of definitions are no JSON"));
  }
  const Node* list = document.tree.root()->child("corrections");
  if (list == nullptr) return failed(invalid("the corrections of definitions have no `corrections`"));
  for (const Node* c = list->first_child(); c != nullptr; c = c->next()) {
    if (text(*c, "reason").empty()) return failed(invalid("a correction of definitions has no reason"));
    if (std::string url = text(*c, "drop"); !url.empty()) {
      const bool prefix = url.back() == '*';
      if (prefix) url.pop_back();
      corrections.drops_.push_back({url, text(*c, "in"), prefix});
    } else if (const Node* ids = c->child("drop-elements")) {
      DropElements drop{text(*c, "of"), text(*c, "in"), {}};
      for (const Node* id = ids->first_child(); id != nullptr; id = id->next())
        drop.ids.emplace_back(id->value().reveal());
      corrections.drop_elements_.push_back(std::move(drop));
    } else if (c->child("constraint") != nullptr) {
      corrections.constraints_.push_back({text(*c, "constraint"), text(*c, "expression"), text(*c, "use")});
    } else {
      return failed(invalid("a correction of definitions says neither drop, drop-elements nor constraint"));
    }
  }
  return corrections;
}

bool Corrections::apply(Tree& tree, Node& resource, std::string_view package_id) const {
  const std::string_view url = text_at(resource, names().url);
  for (const Drop& d : drops_) {
    if (concerns(d.package, package_id) && (d.prefix ? url.substr(0, d.url.size()) == d.url : url == d.url))
      return false;
  }
  if (!(resource.type() == "StructureDefinition")) return true;
  for (const DropElements& d : drop_elements_) {
    Node* snapshot = resource.child(names().snapshot);
    if (d.url != url || !concerns(d.package, package_id) || snapshot == nullptr) continue;
    for (Node* e = snapshot->first_child(); e != nullptr;) {
      Node* next = e->next();
      if (std::find(d.ids.begin(), d.ids.end(), text_at(*e, names().id)) != d.ids.end()) tree.detach(*e);
      e = next;
    }
  }
  if (Node* snapshot = resource.child(names().snapshot)) constraints(tree, *snapshot);
  if (Node* differential = resource.child(names().differential)) constraints(tree, *differential);
  return true;
}

void Corrections::constraints(Tree& tree, Node& elements) const {
  static const Name expression = Name::intern("expression");
  for (Node* e = elements.first_child(); e != nullptr; e = e->next()) {
    for (Node* c = e->child(names().constraint); c != nullptr; c = c->next_of_same_name()) {
      const std::string_view key = text_at(*c, names().key);
      for (const Constraint& correction : constraints_) {
        if (correction.key != key) continue;
        Node* old = c->child(expression);
        if (old != nullptr && old->value() == correction.expression)
          tree.set_value(*old, ValueKind::string, tree.keep(correction.use));
      }
    }
  }
}

}  // namespace schakel::fhir
