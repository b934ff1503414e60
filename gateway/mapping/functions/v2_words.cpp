// Texts of HL7 v2's composites, for people to read:
//  v2Words()   everything an element of any type says, components parted by blanks
//  v2Person()  the name of a person: `Dr. An HUISARTS`; of XCN, XPN and NDL

#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

// XCN has its number first, so its names stand one place later than those of XPN.
struct NameParts {
  std::string_view family, given, second, suffix, prefix;
};
constexpr NameParts kXcn{"XCN.2", "XCN.3", "XCN.4", "XCN.5", "XCN.6"};
constexpr NameParts kXpn{"XPN.1", "XPN.2", "XPN.3", "XPN.4", "XPN.5"};

std::string_view first_text(const Node* node) {
  for (; node != nullptr; node = node->first_child()) {
    if (node->has_value()) return content(node->value().reveal());
  }
  return {};
}

// NDL (OBR-32 and those after it): number and name are sub-components of its first component, CNN. Many write them as
// components, as in XCN, where NDL has its times.
std::string ndl_name(const Node& ndl) {
  const Node* cnn = ndl.child("NDL.1");
  std::string all;
  const auto add = [&all](std::string_view t) {
    if (!t.empty()) all.append(all.empty() ? "" : " ").append(t);
  };
  if (cnn != nullptr && (cnn->child("CNN.2") != nullptr || cnn->child("CNN.3") != nullptr)) {
    for (const char* part : {"CNN.6", "CNN.3", "CNN.4", "CNN.2", "CNN.5"}) add(first_text(cnn->child(part)));
    return all;
  }
  const std::string_view family = first_text(ndl.child("NDL.2"));
  if (family.empty() || (family[0] >= '0' && family[0] <= '9')) return all;
  for (const char* part : {"NDL.6", "NDL.3", "NDL.4"}) add(first_text(ndl.child(part)));
  add(family);
  return all;
}

void append_text(const Node& node, std::string& to) {
  if (node.has_value() && node.value() != std::string_view("\"\"")) {
    if (!to.empty()) to += ' ';
    to += node.value().reveal();
  }
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) append_text(*c, to);
}

}  // namespace

bool v2_words(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    std::string all;
    if (value.is_node())
      append_text(*value.node, all);
    else
      all = content(text_of(value, out.scratch()));
    give(out, all);
  }
  return true;
}

bool v2_person(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    if (!value.is_node()) continue;
    const Node& n = *value.node;
    if (n.child("NDL.1") != nullptr || n.child("NDL.2") != nullptr) {
      give(out, ndl_name(n));
      continue;
    }
    const bool xpn = n.child("XPN.1") != nullptr || n.child("XPN.2") != nullptr;
    const NameParts& parts = xpn ? kXpn : kXcn;
    std::string all;
    const auto add = [&all](std::string_view t) {
      if (!t.empty()) all.append(all.empty() ? "" : " ").append(t);
    };
    add(child_text(&n, parts.prefix));
    add(child_text(&n, parts.given));
    add(child_text(&n, parts.second));
    add(child_text(n.child(parts.family), "FN.1"));
    add(child_text(&n, parts.suffix));
    give(out, all);
  }
  return true;
}

}  // namespace schakel::mapping
