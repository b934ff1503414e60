#include "fhir/definitions/snapshot/edit.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace schakel::fhir::snapshot {

const ElementNames& element_names() {
  static const ElementNames instance;
  return instance;
}

std::string_view text(const Node& node, Name child) {
  const Node* found = node.child(child);
  return found != nullptr ? found->value().reveal() : std::string_view{};
}

void set_text(Tree& tree, Node& node, Name child, std::string_view value, ValueKind kind) {
  Node* found = node.child(child);
  if (found == nullptr) found = tree.append(node, child);
  tree.set_value(*found, kind, tree.keep(value));
}

void remove_all(Tree& tree, Node& node, Name child) {
  while (Node* found = node.child(child)) tree.detach(*found);
}

void append_copy(Tree& tree, Node& node, const Node& from) { tree.adopt(node, *tree.copy(from)); }

void replace_all(Tree& tree, Node& node, Name child, const Node& from) {
  remove_all(tree, node, child);
  for (const Node* c = from.child(child); c != nullptr; c = c->next_of_same_name()) append_copy(tree, node, *c);
}

bool equal(const Node& a, const Node& b) {
  if (!(a.name() == b.name()) || a.kind() != b.kind() || !(a.value() == b.value())) return false;
  const Node* y = b.first_child();
  for (const Node* x = a.first_child(); x != nullptr; x = x->next(), y = y->next()) {
    if (y == nullptr || !equal(*x, *y)) return false;
  }
  return y == nullptr;
}

std::vector<Node*> choice(const Node& node, std::string_view prefix) {
  std::vector<Node*> found;
  for (Node* c = node.first_child(); c != nullptr; c = c->next()) {
    const std::string_view name = c->name().text();
    if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix && name[prefix.size()] >= 'A' &&
        name[prefix.size()] <= 'Z')
      found.push_back(c);
  }
  return found;
}

std::uint32_t number(const Node& node, Name child, std::uint32_t otherwise) {
  const std::string_view digits = text(node, child);
  if (digits == "*") return kMany;
  std::uint32_t value = otherwise;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::vector<TypeView> types_of(const Node& element) {
  const ElementNames& n = element_names();
  std::vector<TypeView> types;
  for (const Node* t = element.child(n.type); t != nullptr; t = t->next_of_same_name())
    types.push_back({t, text(*t, n.code)});
  return types;
}

std::vector<std::string_view> values_of(const Node& node, Name child) {
  std::vector<std::string_view> values;
  for (const Node* c = node.child(child); c != nullptr; c = c->next_of_same_name())
    values.push_back(c->value().reveal());
  return values;
}

void sort_children(Tree& tree, Node& element) {
  static constexpr std::array<std::string_view, 36> kOrder{"id",
                                                           "extension",
                                                           "modifierExtension",
                                                           "path",
                                                           "representation",
                                                           "sliceName",
                                                           "sliceIsConstraining",
                                                           "label",
                                                           "code",
                                                           "slicing",
                                                           "short",
                                                           "definition",
                                                           "comment",
                                                           "requirements",
                                                           "alias",
                                                           "min",
                                                           "max",
                                                           "base",
                                                           "contentReference",
                                                           "type",
                                                           "defaultValue",
                                                           "meaningWhenMissing",
                                                           "orderMeaning",
                                                           "fixed",
                                                           "pattern",
                                                           "example",
                                                           "minValue",
                                                           "maxValue",
                                                           "maxLength",
                                                           "condition",
                                                           "constraint",
                                                           "mustSupport",
                                                           "isModifier",
                                                           "isModifierReason",
                                                           "isSummary",
                                                           "binding"};
  const auto rank = [](const Node* node) {
    const std::string_view name = node->name().text();
    for (std::size_t i = 0; i < kOrder.size(); ++i) {
      if (name == kOrder[i]) return i;
    }
    for (std::size_t i = 0; i < kOrder.size(); ++i) {  // a choice: `fixedCode`
      if (name.substr(0, kOrder[i].size()) == kOrder[i]) return i;
    }
    return kOrder.size();  // mapping
  };
  std::vector<Node*> children;
  for (Node* c = element.first_child(); c != nullptr; c = c->next()) children.push_back(c);
  std::stable_sort(children.begin(), children.end(),
                   [&rank](const Node* a, const Node* b) { return rank(a) < rank(b); });
  for (Node* c : children) tree.detach(*c);
  for (Node* c : children) tree.adopt(element, *c);
}

void set_slicing(Tree& tree, Node& element, std::string_view discriminator, std::string_view path,
                 std::string_view rules) {
  const ElementNames& n = element_names();
  remove_all(tree, element, n.slicing);
  Node* slicing = tree.append(element, n.slicing);
  Node* d = tree.append(*slicing, n.discriminator);
  tree.set_repeats(*d, true);
  set_text(tree, *d, n.type, discriminator);
  set_text(tree, *d, n.path, path);
  set_text(tree, *slicing, n.ordered, "false", ValueKind::boolean);
  set_text(tree, *slicing, n.rules, rules);
}

}  // namespace schakel::fhir::snapshot
