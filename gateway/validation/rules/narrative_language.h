#pragma once
// The extension narrative-language-control of a profile's `text`: whether the narrative has sections by language, and
// which (http://hl7.org/fhir/StructureDefinition/narrative-language-control).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kLanguageMissing{"XHTML_CONTROL_NO_LANGS",
                                          "The narrative has no sections by language, which {0} requires"};
inline constexpr Message kLanguageProhibited{"XHTML_CONTROL_LANGS",
                                             "The narrative has sections by language ({0}), which {1} prohibits"};
inline constexpr Message kLanguageAbsent{
    "XHTML_CONTROL_LANG_ABSENT",
    "The narrative has no section in the language '{0}' (it has: {1}), which {2} requires"};

Rule narrative_language_rule();

}  // namespace schakel::validation::rules
