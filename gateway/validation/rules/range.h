#pragma once
// ElementDefinition.minValue[x] and maxValue[x]: numbers, dates and times as written, Quantities of the same system and
// code (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kTooSmall{"Type_Specific_Checks_DT_Decimal_LT",
                                   "The value '{0}' is less than the least allowed, '{1}' ({2})"};
inline constexpr Message kTooLarge{"Type_Specific_Checks_DT_Decimal_GT",
                                   "The value '{0}' is more than the most allowed, '{1}' ({2})"};
inline constexpr Message kQuantitySmall{"TYPE_SPECIFIC_CHECKS_DT_QTY_MIN_VALUE_WRONG",
                                        "The quantity {0} is less than the least allowed, {1} ({2})"};
inline constexpr Message kQuantityLarge{"TYPE_SPECIFIC_CHECKS_DT_QTY_MAX_VALUE_WRONG",
                                        "The quantity {0} is more than the most allowed, {1} ({2})"};
inline constexpr Message kQuantityUnit{"TYPE_SPECIFIC_CHECKS_DT_QTY_MIN_NO_SYSTEM",
                                       "The quantity {0} cannot be compared with the bound {1}: units differ ({2})"};
inline constexpr Message kQuantityNoConvert{
    "TYPE_SPECIFIC_CHECKS_DT_QTY_MIN_NO_CONVERT",
    "The unit of the quantity {0} cannot be converted to that of the bound {1} ({2})"};

// -1, 0, 1; 2: not comparable (a text that is no number).
int compare_decimals(std::string_view a, std::string_view b);

Rule range_rule();

}  // namespace schakel::validation::rules
