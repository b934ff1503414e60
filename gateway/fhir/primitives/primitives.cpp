#include "fhir/primitives/primitives.h"

#include <array>
#include <utility>

namespace schakel::fhir {

Primitive primitive_of(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, Primitive>, 20> kTypes{{
      {"boolean", Primitive::boolean},
      {"integer", Primitive::integer},
      {"unsignedInt", Primitive::unsigned_int},
      {"positiveInt", Primitive::positive_int},
      {"decimal", Primitive::decimal},
      {"string", Primitive::string},
      {"markdown", Primitive::markdown},
      {"code", Primitive::code},
      {"id", Primitive::id},
      {"uri", Primitive::uri},
      {"url", Primitive::url},
      {"canonical", Primitive::canonical},
      {"oid", Primitive::oid},
      {"uuid", Primitive::uuid},
      {"base64Binary", Primitive::base64_binary},
      {"instant", Primitive::instant},
      {"date", Primitive::date},
      {"dateTime", Primitive::date_time},
      {"time", Primitive::time},
      {"xhtml", Primitive::xhtml},
  }};
  for (const auto& [name, primitive] : kTypes) {
    if (name == type) return primitive;
  }
  return Primitive::none;
}

bool is_boolean(std::string_view text) { return text == "true" || text == "false"; }

bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&text, &i] {
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - start;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t first = i;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

}  // namespace schakel::fhir
