#include "fhir/model/annotate.h"

#include "fhir/primitives/primitives.h"

namespace schakel::fhir {

namespace {

class Annotator {
 public:
  Annotator(Tree& tree, const Definitions& definitions, Kinds kinds)
      : tree_(tree), definitions_(definitions), kinds_(kinds) {}

  void below(Node& node, const Type& type) {
    for (Node* c = node.first_child(); c != nullptr; c = c->next()) child(*c, type);
  }

  bool child(Node& node, const Type& parent) {
    std::size_t chosen = 0;
    const Element* element = parent.find(node.name(), &chosen);
    if (element == nullptr) return false;
    tree_.set_element(node, element->id);
    if (kinds_ == Kinds::keep && node.repeats() != element->repeats()) tree_.set_misshapen(node, true);
    if (node.repeats() != element->repeats()) tree_.set_repeats(node, element->repeats());
    if (element->attribute) tree_.set_attribute(node, true);
    if (node.resource()) {
      if (const Type* type = definitions_.type(node.type())) below(node, *type);
      return true;
    }
    const Type* type = chosen < element->types.size() ? element->types[chosen].type : nullptr;
    if (type == nullptr) return true;
    tree_.set_type(node, type->name);
    if (type->kind == TypeKind::primitive) value(node, *type);
    if (node.first_child() != nullptr) below(node, *type);
    return true;
  }

 private:
  void value(Node& node, const Type& type) {
    if (node.kind() == ValueKind::none) {
      tree_.set_primitive(node, true);
      return;
    }
    if (node.kind() != ValueKind::string) return;
    const Primitive primitive = type.primitive;
    if (primitive == Primitive::xhtml) {
      tree_.set_value(node, ValueKind::xhtml, node.value().reveal());
    } else if (kinds_ == Kinds::from_types) {
      const std::string_view text = node.value().reveal();
      if (primitive == Primitive::boolean && is_boolean(text)) tree_.set_value(node, ValueKind::boolean, text);
      if (is_number(primitive) && is_json_number(text)) tree_.set_value(node, ValueKind::number, text);
    }
  }

  Tree& tree_;
  const Definitions& definitions_;
  const Kinds kinds_;
};

}  // namespace

void annotate(Tree& tree, const Definitions& definitions, Kinds kinds) {
  Node* root = tree.root();
  if (root == nullptr) return;
  if (const Type* type = definitions.type(root->type())) Annotator(tree, definitions, kinds).below(*root, *type);
}

void annotate(Tree& tree, Node& node, const Type& type, const Definitions& definitions, Kinds kinds) {
  if (!node.resource()) tree.set_type(node, type.name);
  Annotator(tree, definitions, kinds).below(node, type);
}

bool annotate_child(Tree& tree, Node& child, const Type& parent, const Definitions& definitions, Kinds kinds) {
  return Annotator(tree, definitions, kinds).child(child, parent);
}

}  // namespace schakel::fhir
