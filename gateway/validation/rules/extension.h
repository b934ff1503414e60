#pragma once
// Extensions (http://hl7.org/fhir/R4/extensibility.html): each names a known definition, stands where its context
// allows, is a modifier where it must be, and has the content its definition says.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kUrlMissing{"Extension_EXT_Url_NotFound", "The extension has no url"};
inline constexpr Message kUrlRelative{"Extension_EXT_URL_Absolute", "The extension's url '{0}' is not absolute"};
inline constexpr Message kSubExtension{"Extension_EXT_SubExtension_Invalid", "The extension {1} has no part '{0}'"};
inline constexpr Message kUnknownExtension{"Extension_EXT_Unknown_NotHere", "The extension '{0}' is not known here"};
inline constexpr Message kModifierWanted{"Extension_EXT_Modifier_Y",
                                         "The extension {0} changes the meaning: it must be a modifierExtension"};
inline constexpr Message kModifierUnwanted{
    "Extension_EXT_Modifier_N", "The extension {0} does not change the meaning: it may not be a modifierExtension"};
inline constexpr Message kWrongContext{"Extension_EXTP_Context_Wrong",
                                       "The extension {0} may not stand on {1}; it is made for {2}"};

Rule extension_rule();

}  // namespace schakel::validation::rules
