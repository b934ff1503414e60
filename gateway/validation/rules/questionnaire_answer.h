#pragma once
// One answer of a QuestionnaireResponse against its item: type, options, limits. Also the comparison that enableWhen
// needs.

#include "validation/execute.h"

namespace schakel::validation::rules {

inline constexpr Message kAnswerType{"Questionnaire_QR_Item_WrongType", "The answer must be of type {0}, but is {1}"};
inline constexpr Message kAnswerNone{"Questionnaire_QR_Item_NoValue", "The answer has no value"};
inline constexpr Message kAnswerOption{"Questionnaire_QR_Item_BadOption",
                                       "The answer '{0}' is none of the item's options"};
inline constexpr Message kAnswerNoOptions{"Questionnaire_QR_Item_NoOptions", "The item has no options of type {0}"};
inline constexpr Message kAnswerValueSet{"Questionnaire_QR_Item_BadOption_VS",
                                         "The answer '{0}' is not in the value set {1} of the item"};
inline constexpr Message kAnswerSmall{"Questionnaire_QR_Item_MinValue",
                                      "The answer '{0}' is less than the least allowed, '{1}'"};
inline constexpr Message kAnswerLarge{"Questionnaire_QR_Item_MaxValue",
                                      "The answer '{0}' is more than the most allowed, '{1}'"};
inline constexpr Message kAnswerShort{"Questionnaire_QR_Item_MinLength", "The answer has fewer than {0} characters"};
inline constexpr Message kAnswerLong{"Questionnaire_QR_Item_MaxLength", "The answer has more than {0} characters"};
inline constexpr Message kAnswerPlaces{"Questionnaire_QR_Item_DecimalPlaces",
                                       "The answer '{0}' has more than {1} decimal places"};
inline constexpr Message kAnswerFormat{"Questionnaire_QR_Item_Regex",
                                       "The answer '{0}' does not have the format '{1}'"};
inline constexpr Message kAnswerMime{"Questionnaire_QR_Item_Mime", "The content type '{0}' is none of those allowed"};
inline constexpr Message kAnswerSize{"Questionnaire_QR_Item_Size", "The attachment is larger than {0} bytes"};
inline constexpr Message kAnswerUnit{"Questionnaire_QR_Item_Unit",
                                     "The unit of the answer '{0}' is none of those allowed"};
inline constexpr Message kAnswerIncomparable{
    "Questionnaire_QR_Item_Quantity", "The answer '{0}' cannot be compared with the bound '{1}': no common coded unit"};
inline constexpr Message kAnswerReference{"Questionnaire_QR_Item_Reference",
                                          "The answer refers to a {0}, which is none of the types allowed"};

// The value[x] of an answer; null if there is none.
const Node* value_of(const Node& answer);
// The extension's value on an item of the questionnaire; null if there is none.
const Node* extension_value(const Node& item, std::string_view url);

template <bool kExplain>
bool check_answer(Run<kExplain>& run, const Node& answer, const Node& item, const ElementRule& element);

// -1, 0, 1; 2: they cannot be compared. Codings are equal or not comparable.
int compare_answers(const Node& a, const Node& b);

}  // namespace schakel::validation::rules
