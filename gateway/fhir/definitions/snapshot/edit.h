#pragma once
// Changing one ElementDefinition in a tree.

#include "tree/tree.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir::snapshot {

// Names of ElementDefinition's children that the generator works with.
struct ElementNames {
  Name alias = Name::intern("alias"), additional = Name::intern("additional"), base = Name::intern("base"),
       binding = Name::intern("binding"), code = Name::intern("code"), comment = Name::intern("comment"),
       condition = Name::intern("condition"), constraint = Name::intern("constraint"),
       content_reference = Name::intern("contentReference"), definition = Name::intern("definition"),
       description = Name::intern("description"), discriminator = Name::intern("discriminator"),
       example = Name::intern("example"), extension = Name::intern("extension"), id = Name::intern("id"),
       identity = Name::intern("identity"), is_modifier = Name::intern("isModifier"),
       is_modifier_reason = Name::intern("isModifierReason"), is_summary = Name::intern("isSummary"),
       key = Name::intern("key"), label = Name::intern("label"), map = Name::intern("map"),
       mapping = Name::intern("mapping"), max = Name::intern("max"), max_length = Name::intern("maxLength"),
       min = Name::intern("min"), must_support = Name::intern("mustSupport"), ordered = Name::intern("ordered"),
       path = Name::intern("path"), profile = Name::intern("profile"), requirements = Name::intern("requirements"),
       rules = Name::intern("rules"), short_text = Name::intern("short"),
       slice_is_constraining = Name::intern("sliceIsConstraining"), slice_name = Name::intern("sliceName"),
       slicing = Name::intern("slicing"), source = Name::intern("source"), strength = Name::intern("strength"),
       target_profile = Name::intern("targetProfile"), type = Name::intern("type"),
       value_set = Name::intern("valueSet");
};
const ElementNames& element_names();

// The text of a child; empty when there is none.
std::string_view text(const Node& node, Name child);
// Sets the value of a child, made if it is not there.
void set_text(Tree& tree, Node& node, Name child, std::string_view value, ValueKind kind = ValueKind::string);
void remove_all(Tree& tree, Node& node, Name child);
// The children of that name become copies of those of `from`.
void replace_all(Tree& tree, Node& node, Name child, const Node& from);
void append_copy(Tree& tree, Node& node, const Node& from);
// Same name, value and children; places in documents do not count.
bool equal(const Node& a, const Node& b);

// Every child whose name begins with `prefix` (`fixed`, `pattern`).
std::vector<Node*> choice(const Node& node, std::string_view prefix);

// Cardinalities: `*` is kMany, what is absent `otherwise`.
inline constexpr std::uint32_t kMany = 0xFFFFFFFF;
std::uint32_t number(const Node& node, Name child, std::uint32_t otherwise);

struct TypeView {
  const Node* node;
  std::string_view code;
};
std::vector<TypeView> types_of(const Node& element);
std::vector<std::string_view> values_of(const Node& node, Name child);

// Children in the order in which ElementDefinition states them, as XML wants them.
void sort_children(Tree& tree, Node& element);

// `slicing` as FHIR understands extensions without one: by url, open, in any order; or a choice by type.
void set_slicing(Tree& tree, Node& element, std::string_view discriminator, std::string_view path,
                 std::string_view rules);

}  // namespace schakel::fhir::snapshot
