#pragma once
// QuestionnaireResponse against its Questionnaire (http://hl7.org/fhir/R4/questionnaireresponse.html#notes): which
// items may be there, in which order, how often, enabled by what; answers of the right type, among the options, within
// the limits that the questionnaire's extensions state (questionnaire_answer.h). Contained questionnaires count.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kQuestionnaireUnknown{
    "Questionnaire_QR_Q_NotFound", "The questionnaire '{0}' is not loaded, so the answers were not checked against it"};
inline constexpr Message kQuestionnaireNone{"Questionnaire_QR_Q_None",
                                            "No questionnaire is named, so the answers were not checked against one"};
inline constexpr Message kNotAQuestionnaire{"Reference_REF_BadTargetType", "'{0}' is a {1}, no Questionnaire"};
inline constexpr Message kItemNoLinkId{"Questionnaire_QR_Item_NoLinkId", "An item must have a linkId"};
inline constexpr Message kItemNotFound{"Questionnaire_QR_Item_NotFound", "The questionnaire has no item '{0}'"};
inline constexpr Message kItemElsewhere{"Questionnaire_QR_Item_Misplaced",
                                        "The questionnaire has the item '{0}' at another place"};
inline constexpr Message kItemOrder{"Questionnaire_QR_Item_Order",
                                    "The item '{0}' stands after one that the questionnaire has behind it"};
inline constexpr Message kItemText{"Questionnaire_QR_Item_Text",
                                   "The text of item '{0}' is not that of the questionnaire"};
inline constexpr Message kItemMissing{"Questionnaire_QR_Item_Missing", "The required item '{0}' has no answer"};
inline constexpr Message kItemDisabled{"Questionnaire_QR_Item_NotEnabled2",
                                       "The item '{0}' is answered, though it is not enabled"};
inline constexpr Message kOneItem{"Questionnaire_QR_Item_OnlyOneI", "The item '{0}' may be there once"};
inline constexpr Message kOneAnswer{"Questionnaire_QR_Item_OnlyOneA", "The item '{0}' may have one answer"};
inline constexpr Message kFewAnswers{"Questionnaire_QR_Item_MinOccurs",
                                     "The item '{0}' must have at least {1} answers, but has {2}"};
inline constexpr Message kManyAnswers{"Questionnaire_QR_Item_MaxOccurs",
                                      "The item '{0}' may have at most {1} answers, but has {2}"};
inline constexpr Message kGroupAnswered{"Questionnaire_QR_Item_Group",
                                        "The item '{0}' is a group: it has items, not answers"};
inline constexpr Message kDisplayAnswered{"Questionnaire_QR_Item_Display",
                                          "The item '{0}' is for display only: it has no answers"};
inline constexpr Message kItemsUnderQuestion{"Questionnaire_QR_Item_GroupAnswer",
                                             "The item '{0}' is a question: further items stand in its answers"};

Rule questionnaire_response_rule();

}  // namespace schakel::validation::rules
