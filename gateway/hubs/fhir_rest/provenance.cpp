#include "hubs/fhir_rest/provenance.h"

#include "base/digest.h"

namespace schakel::hubs {

namespace {

void set(Tree& tree, Node& parent, std::string_view name, std::string_view text) {
  tree.set_value(*tree.append(parent, tree.name(name)), ValueKind::string, tree.keep(text));
}

Node& add(Tree& tree, Node& parent, std::string_view name, bool repeats = false) {
  Node* node = tree.append(parent, tree.name(name));
  if (repeats) tree.set_repeats(*node, true);
  return *node;
}

// A urn:uuid that is the same for every attempt (RFC 9562 version 8: made of a digest).
std::string uuid_of(std::string_view token) {
  std::string hex = to_hex(sha256(token)).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) & 3];
  return "urn:uuid:" + hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) +
         '-' + hex.substr(20);
}

}  // namespace

void add_provenance(Tree& tree, const Source& source) {
  Node& bundle = *tree.root();
  std::vector<std::string_view> targets;
  for (const Node* entry = bundle.child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
    const Node* url = entry->child("fullUrl");
    if (url != nullptr && url->has_value()) targets.push_back(url->value().reveal());
  }
  if (targets.empty()) return;

  Node& entry = add(tree, bundle, "entry", true);
  set(tree, entry, "fullUrl", uuid_of(source.token));
  Node& resource = add(tree, entry, "resource");
  tree.set_resource(resource, tree.name("Provenance"));
  Node& tag = add(tree, add(tree, resource, "meta"), "tag", true);
  set(tree, tag, "system", kReceivingKeySystem);
  set(tree, tag, "code", source.token);
  for (const std::string_view target : targets) set(tree, add(tree, resource, "target", true), "reference", target);
  set(tree, resource, "recorded", source.now);
  Node& agent = add(tree, resource, "agent", true);
  set(tree, add(tree, agent, "who"), "display", source.agent);
  Node& request = add(tree, entry, "request");
  set(tree, request, "method", "POST");
  set(tree, request, "url", "Provenance");
  set(tree, request, "ifNoneExist", "_tag=" + std::string(kReceivingKeySystem) + '|' + std::string(source.token));
}

}  // namespace schakel::hubs
