#include "mapping/functions/support.h"

#include <array>
#include <charconv>

namespace schakel::mapping {

std::string_view text_of(const fhirpath::Value& value, fhirpath::Scratch& scratch) {
  using fhirpath::ValueType;
  switch (value.type) {
    case ValueType::node: {
      const Node* node = value.node;
      while (!node->has_value() && node->first_child() != nullptr) node = node->first_child();
      // HL7 v2 writes two quotes for "delete": no value.
      if (!node->has_value() || node->value() == std::string_view("\"\"")) return {};
      return node->value().reveal();
    }
    case ValueType::boolean: return value.boolean ? "true" : "false";
    case ValueType::integer:
    case ValueType::long_integer: {
      std::array<char, 24> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.integer).ptr;
      return scratch.copy({digits.data(), static_cast<std::size_t>(end - digits.data())});
    }
    case ValueType::decimal:
    case ValueType::quantity: return scratch.copy(fhirpath::to_text(value));
    default: return value.text;
  }
}

std::string_view text_of(std::span<const fhirpath::Value> values, fhirpath::Scratch& scratch) {
  return values.empty() ? std::string_view{} : text_of(values[0], scratch);
}

}  // namespace schakel::mapping
