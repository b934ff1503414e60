// Texts of HL7 v2's composites, for people to read:
//  v2Words()   everything an element of any type says, components parted by blanks
//  v2Person()  the name of a person: `Dr. An HUISARTS`; of XCN and XPN

#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

// XCN has its number first, so its names stand one place later than those of XPN.
struct NameParts {
  std::string_view family, given, second, suffix, prefix;
};
constexpr NameParts kXcn{"XCN.2", "XCN.3", "XCN.4", "XCN.5", "XCN.6"};
constexpr NameParts kXpn{"XPN.1", "XPN.2", "XPN.3", "XPN.4", "XPN.5"};

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
