#pragma once
// What the functions that look into HL7 v2's own composites share. Private to mapping/functions.

#include "mapping/functions/support.h"

#include <string>
#include <string_view>

namespace schakel::mapping {

// HL7 v2's two quotes say that a value is to be deleted: no value.
inline std::string_view content(std::string_view text) { return text == "\"\"" ? std::string_view{} : text; }

// `name`: interned once where it is asked for often.
template <class AnyName>
std::string_view child_text(const Node* node, AnyName name) {
  const Node* child = node != nullptr ? node->child(name) : nullptr;
  return child != nullptr && child->has_value() ? content(child->value().reveal()) : std::string_view{};
}

inline const Node* node_of(std::span<const fhirpath::Value> values) {
  return !values.empty() && values[0].is_node() ? values[0].node : nullptr;
}

inline std::string_view text_at(Arguments arguments, std::size_t n, fhirpath::Collection& out) {
  return n < arguments.size() ? text_of(arguments[n], out.scratch()) : std::string_view{};
}

inline void give(fhirpath::Collection& out, std::string_view text) {
  if (!text.empty()) out.push_string(text);
}
// The same for text that stays: part of the source, or made in the scratch memory.
inline void give_kept(fhirpath::Collection& out, std::string_view text) {
  if (!text.empty()) out.push(fhirpath::Value::of_string(text));
}

}  // namespace schakel::mapping
