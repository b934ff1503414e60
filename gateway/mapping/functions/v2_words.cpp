// Texts of HL7 v2's composites, for people to read:
//  v2Words()   everything an element of any type says, components parted by blanks
//  v2Person()  the name of a person: `Dr. An HUISARTS`; of XCN, XPN and NDL

#include "mapping/functions/text_writer.h"
#include "mapping/functions/v2_nodes.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

// XCN has its number first, so its names stand one place later than those of XPN.
struct NameParts {
  Name family, given, second, suffix, prefix;
};
struct Names {
  NameParts xcn{Name::intern("XCN.2"), Name::intern("XCN.3"), Name::intern("XCN.4"), Name::intern("XCN.5"),
                Name::intern("XCN.6")};
  NameParts xpn{Name::intern("XPN.1"), Name::intern("XPN.2"), Name::intern("XPN.3"), Name::intern("XPN.4"),
                Name::intern("XPN.5")};
  Name fn1 = Name::intern("FN.1");
  // Of NDL, in the order they are read in: prefix, given, second, family, suffix.
  Name ndl1 = Name::intern("NDL.1"), ndl2 = Name::intern("NDL.2");
  std::array<Name, 5> cnn{Name::intern("CNN.6"), Name::intern("CNN.3"), Name::intern("CNN.4"), Name::intern("CNN.2"),
                          Name::intern("CNN.5")};
  std::array<Name, 3> ndl{Name::intern("NDL.6"), Name::intern("NDL.3"), Name::intern("NDL.4")};
};
const Names& names() {
  static const Names all;
  return all;
}

std::string_view first_text(const Node* node) {
  for (; node != nullptr; node = node->first_child()) {
    if (node->has_value()) return content(node->value().reveal());
  }
  return {};
}

// NDL (OBR-32 and those after it): number and name are sub-components of its first component, CNN. Many write them as
// components, as in XCN, where NDL has its times.
template <class Take>
void ndl_parts(const Node& ndl, const Take& take) {
  const Node* cnn = ndl.child(names().ndl1);
  const auto of = [&take](const Node& parent) {
    return [&take, &parent](Name part) { return take(first_text(parent.child(part))); };
  };
  if (cnn != nullptr && (cnn->child(names().cnn[3]) != nullptr || cnn->child(names().cnn[1]) != nullptr)) {
    static_cast<void>(std::all_of(names().cnn.begin(), names().cnn.end(), of(*cnn)));
    return;
  }
  const std::string_view family = first_text(ndl.child(names().ndl2));
  if (family.empty() || (family[0] >= '0' && family[0] <= '9')) return;
  if (std::all_of(names().ndl.begin(), names().ndl.end(), of(ndl))) take(family);
}

// What a person's name is written of, in its order; false of `take`: enough.
template <class Take>
void name_parts(const Node& n, const Take& take) {
  if (n.child(names().ndl1) != nullptr || n.child(names().ndl2) != nullptr) {
    ndl_parts(n, take);
    return;
  }
  const bool xpn = n.child(names().xpn.family) != nullptr || n.child(names().xpn.given) != nullptr;
  const NameParts& parts = xpn ? names().xpn : names().xcn;
  if (take(child_text(&n, parts.prefix)) && take(child_text(&n, parts.given)) && take(child_text(&n, parts.second)) &&
      take(child_text(n.child(parts.family), names().fn1)))
    take(child_text(&n, parts.suffix));
}

bool says_anything(const Node& node) {
  if (node.has_value() && !content(node.value().reveal()).empty()) return true;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (says_anything(*c)) return true;
  }
  return false;
}

void append_text(const Node& node, TextWriter& to) {
  if (node.has_value() && node.value() != std::string_view("\"\"")) {
    if (!to.empty()) to.append(' ');
    to.append(node.value().reveal());
  }
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) append_text(*c, to);
}

}  // namespace

bool v2_words(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    if (!value.is_node()) {
      give_kept(out, content(text_of(value, out.scratch())));
      continue;
    }
    TextWriter all(out.scratch());
    append_text(*value.node, all);
    give_kept(out, all.text());
  }
  return true;
}

bool any_words(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Scratch& scratch) {
  return std::any_of(focus.begin(), focus.end(), [&scratch](const fhirpath::Value& v) {
    return v.is_node() ? says_anything(*v.node) : !content(text_of(v, scratch)).empty();
  });
}

bool v2_person(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    if (!value.is_node()) continue;
    TextWriter all(out.scratch());
    name_parts(*value.node, [&all](std::string_view part) {
      if (part.empty()) return true;
      if (!all.empty()) all.append(' ');
      all.append(part);
      return true;
    });
    give_kept(out, all.text());
  }
  return true;
}

bool any_person(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Scratch& /*scratch*/) {
  for (const fhirpath::Value& value : focus) {
    bool any = false;
    if (value.is_node()) {
      name_parts(*value.node, [&any](std::string_view part) {
        any = !part.empty();
        return !any;
      });
    }
    if (any) return true;
  }
  return false;
}

}  // namespace schakel::mapping
