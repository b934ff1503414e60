#pragma once
// Identifier: the system is absolute, and Belgian national numbers have right check digits. The latter are named rules:
//   be-ssin-check   SSIN (NISS/INSZ): 97 less the first nine digits modulo 97, a 2 put before them for those born from
//   2000 on be-nihdi-check  NIHDI (RIZIV/INAMI): 97 less the first six digits modulo 97 (89 for some older ones)
//   be-cbe-check    CBE (KBO/BCE): 97 less the first eight digits modulo 97
// The published profiles only count digits, so a wrong check digit is a warning here; profiles/local makes it an error.

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kIdentifierSystem{"Type_Specific_Checks_DT_Identifier_System",
                                           "The identifier's system '{0}' is not an absolute URI"};
inline constexpr Message kIdentifierUri{"TYPE_SPECIFIC_CHECKS_DT_IDENTIFIER_IETF_SYSTEM_VALUE",
                                        "With the system urn:ietf:rfc:3986 the value must be an absolute URI"};
inline constexpr Message kSsin{"be-ssin-check", "The SSIN '{0}' has wrong check digits"};
inline constexpr Message kNihdi{"be-nihdi-check", "The NIHDI number '{0}' has wrong check digits"};
inline constexpr Message kCbe{"be-cbe-check", "The CBE number '{0}' has wrong check digits"};

Rule identifier_rule();

}  // namespace schakel::validation::rules
