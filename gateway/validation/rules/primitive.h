#pragma once
// Values of primitive types: there is one (or an extension instead), its JSON kind is the type's, its text has the
// type's format (fhir/primitives/format.h), and what may be hidden in a text.

#include "validation/execute.h"

namespace schakel::validation::rules {

inline constexpr Message kNoValue{"Type_Specific_Checks_DT_Primitive_ValueExt",
                                  "A primitive element must have a value or an extension"};
inline constexpr Message kMissingValue{"PRIMITIVE_MUSTHAVEVALUE_MESSAGE",
                                       "The definition demands a value here, not only an extension ({0})"};
inline constexpr Message kEmptyValue{"Type_Specific_Checks_DT_Primitive_NotEmpty", "The value may not be empty"};
inline constexpr Message kBooleanKind{"Error_parsing_JSON_the_primitive_value_must_be_a_boolean",
                                      "The value must be true or false without quotes"};
inline constexpr Message kNumberKind{"Error_parsing_JSON_the_primitive_value_must_be_a_number",
                                     "The value must be a number without quotes"};
inline constexpr Message kStringKind{"Error_parsing_JSON_the_primitive_value_must_be_a_string",
                                     "The value must be in quotes"};
inline constexpr Message kObjectKind{"This_property_must_be_an_simple_value_not_",
                                     "The element must be a simple value of type {0}"};
inline constexpr Message kNoTarget{"TYPE_SPECIFIC_CHECKS_DT_URL_INTERNAL",
                                   "The canonical '{0}' points to nothing in this resource"};
inline constexpr Message kControl{"UNICODE_XML_BAD_CHARS",
                                  "The text holds a control character ({0}) that XML does not allow"};

template <bool kExplain>
bool check_primitive(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type);
template <bool kExplain>
bool report_missing_value(Run<kExplain>& run, const Node& node, const ElementRule& element);

}  // namespace schakel::validation::rules
