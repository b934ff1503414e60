#include "pipeline/test_label.h"

#include "fhir/model/annotate.h"

namespace schakel::pipeline {

namespace {

constexpr std::string_view kSystem = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
constexpr std::string_view kCode = "HTEST";
constexpr std::string_view kDisplay = "test health data";

Node& text_child(Tree& tree, Node& parent, std::string_view name, std::string_view text) {
  Node& child = *tree.append(parent, tree.name(name));
  tree.set_value(child, ValueKind::string, text);
  return child;
}

void label(Tree& tree, Node& resource, const fhir::Definitions& definitions) {
  Node* meta = resource.child("meta");
  if (meta == nullptr) {
    Node* before = resource.first_child();
    if (before != nullptr && before->name() == "id") before = before->next();
    meta = tree.insert_before(resource, before, tree.name("meta"));
  }
  Node& security = *tree.append(*meta, tree.name("security"));
  tree.set_repeats(security, true);
  text_child(tree, security, "system", kSystem);
  text_child(tree, security, "code", kCode);
  text_child(tree, security, "display", kDisplay);
  if (const fhir::Type* type = definitions.type(resource.type())) fhir::annotate(tree, resource, *type, definitions);
}

}  // namespace

void label_as_test(Tree& tree, const fhir::Definitions& definitions) {
  Node* root = tree.root();
  if (root == nullptr) return;
  label(tree, *root, definitions);
  if (root->type() != "Bundle") return;
  for (Node* entry = root->child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
    if (Node* resource = entry->child("resource")) label(tree, *resource, definitions);
  }
}

}  // namespace schakel::pipeline
