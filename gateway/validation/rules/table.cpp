// The rules that are Checks of an element, in the order in which they run on it. Cardinality, types, unknown elements,
// primitive formats, slicing and meta.profile work in the walk itself (execute.cpp) and have no row.

#include "validation/rules/attachment.h"
#include "validation/rules/binding.h"
#include "validation/rules/bundle.h"
#include "validation/rules/code_system.h"
#include "validation/rules/coding.h"
#include "validation/rules/conformance.h"
#include "validation/rules/contained.h"
#include "validation/rules/extension.h"
#include "validation/rules/fixed.h"
#include "validation/rules/identifier.h"
#include "validation/rules/ids.h"
#include "validation/rules/invariant.h"
#include "validation/rules/length.h"
#include "validation/rules/narrative_language.h"
#include "validation/rules/questionnaire_response.h"
#include "validation/rules/range.h"
#include "validation/rules/reference.h"
#include "validation/rules/rule.h"
#include "validation/rules/security_labels.h"
#include "validation/rules/structure_definition.h"
#include "validation/rules/text_format.h"
#include "validation/rules/value_required.h"

#include <array>

namespace schakel::validation {

std::span<const Rule> rule_table() {
  static const std::array kTable{
      rules::ids_rule(),
      rules::fixed_rule(),
      rules::pattern_rule(),
      rules::range_rule(),
      rules::length_rule(),
      rules::text_format_rule(),
      rules::value_required_rule(),
      rules::narrative_language_rule(),
      rules::binding_rule(),
      rules::coding_rule(),
      rules::quantity_rule(),
      rules::reference_rule(),
      rules::extension_rule(),
      rules::contained_rule(),
      rules::bundle_rule(),
      rules::conformance_rule(),
      rules::code_system_rule(),
      rules::structure_definition_rule(),
      rules::identifier_rule(),
      rules::attachment_rule(),
      rules::security_labels_rule(),
      rules::questionnaire_response_rule(),
      rules::invariant_rule(),
  };
  return kTable;
}

void print_member(std::string& out, std::string_view key, std::string_view text) {
  if (!out.empty() && out.back() != '{') out += ',';
  out += '"';
  out += key;
  out += "\":\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  out += '"';
}

}  // namespace schakel::validation
