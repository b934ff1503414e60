#pragma once
// Codings and coded quantities against their own code system, whether or not a binding is stated: the system is one, it
// has the code, and the display is one of the code's (http://hl7.org/fhir/R4/datatypes.html#Coding).
//
// A display may also be the one that a value set states which the element is bound to ("the text to display to the user
// for this concept in the context of this valueset", ValueSet.compose.include.concept.display). Which value sets those
// are is only known when every profile has been applied, so displays that their code system does not have are judged at
// the end.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kUnknownCode{"Unknown_Code_in_Version", "The code '{0}' is not in the code system {1}"};
inline constexpr Message kUnknownSystem{"UNKNOWN_CODESYSTEM",
                                        "The code system '{0}' is not loaded, so the code was not checked"};
inline constexpr Message kSystemRelative{"Terminology_TX_System_Relative", "The system '{0}' is not an absolute URI"};
inline constexpr Message kSystemHttps{"TERMINOLOGY_TX_SYSTEM_HTTPS",
                                      "The system '{0}' is written with http, not https"};
inline constexpr Message kSystemLonger{"Terminology_TX_System_Invalid", "The system '{0}' must be {1}"};
inline constexpr Message kSystemValueSet{"Terminology_TX_System_ValueSet2",
                                         "The system '{0}' is a value set; a coding names a code system"};
inline constexpr Message kWrongDisplay{"Display_Name_for__should_be_one_of__instead_of",
                                       "The display '{0}' is not one of the code '{1}', which is '{2}'"};
inline constexpr Message kInactive{"INACTIVE_CONCEPT_FOUND", "The code '{0}' is not to be used any more"};
inline constexpr Message kSupplementAsSystem{"CODESYSTEM_CS_NO_SUPPLEMENT",
                                             "'{0}' is a supplement; a coding names the code system it adds to"};
inline constexpr Message kNoSystem{"Coding_has_no_system__cannot_validate",
                                   "The coding has no system, so it was not checked"};

Rule coding_rule();
Rule quantity_rule();

// Judges the displays that were put off.
template <bool kExplain>
bool check_displays(Run<kExplain>& run);

}  // namespace schakel::validation::rules
