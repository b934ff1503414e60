#pragma once
// Elements that the definition does not name, arrays where a single value is due and the other way round, and, in XML,
// the order of elements (http://hl7.org/fhir/R4/xml.html, http://hl7.org/fhir/R4/json.html).

#include "validation/execute.h"

namespace schakel::validation::rules {

inline constexpr Message kUnknownElement{"Unrecognised_property_", "'{0}' is no element of {1}"};
inline constexpr Message kNotAllowed{"Validation_VAL_Profile_NotAllowed", "'{0}' is not allowed here ({1})"};
inline constexpr Message kOutOfOrder{"Validation_VAL_Profile_OutOfOrder",
                                     "'{0}' stands after an element that it must come before"};
inline constexpr Message kMustBeArray{"This_property_must_be_an_Array_not_", "'{0}' must be an array"};
inline constexpr Message kMustNotBeArray{"This_property_must_be__not_", "'{0}' must not be an array"};
inline constexpr Message kMustBeObject{"This_property_must_be__not_", "'{0}' must be an object, not a simple value"};

template <bool kExplain>
bool check_unknown(Run<kExplain>& run, const Node& parent, const Node& child, const ElementRule& owner);
template <bool kExplain>
bool report_out_of_order(Run<kExplain>& run, const Node& child, const ElementRule& owner);
template <bool kExplain>
bool report_shape(Run<kExplain>& run, const Node& child, const ElementRule& element);
// A value where an element with children is due.
template <bool kExplain>
bool report_simple_value(Run<kExplain>& run, const Node& child, const ElementRule& element);

}  // namespace schakel::validation::rules
