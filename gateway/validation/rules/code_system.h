#pragma once
// What a CodeSystem must be beyond its elements: its properties are declared once and used as declared, its codes are
// there once, its count is right, a supplement adds to codes that exist (http://hl7.org/fhir/R4/codesystem.html).

#include "validation/execute.h"
#include "validation/rules/rule.h"

namespace schakel::validation::rules {

inline constexpr Message kSupplementContent{
    "CODESYSTEM_CS_SUPPLEMENT_CONTENT",
    "A code system that supplements another has the content 'supplement', not '{0}'"};
inline constexpr Message kSupplementCode{"CODESYSTEM_CS_SUPP_INVALID_CODE",
                                         "The code '{0}' is not in {1}, which this supplement adds to"};
inline constexpr Message kDuplicateCode{"CODESYSTEM_CS_DUPLICATE_CODE", "The code '{0}' is defined twice"};
inline constexpr Message kContentNotPresent{"CODESYSTEM_CS_NOT_PRESENT",
                                            "The content is 'not-present', but there are concepts"};
inline constexpr Message kCount{"CODESYSTEM_CS_COUNT_COMPLETE_WRONG",
                                "The code system is complete and has {1} concepts, but its count is {0}"};
inline constexpr Message kDuplicateProperty{"CODESYSTEM_PROPERTY_DUPLICATE_CODE",
                                            "The property '{0}' is declared twice"};
inline constexpr Message kDuplicatePropertyUri{"CODESYSTEM_PROPERTY_DUPLICATE_URI",
                                               "A property with the uri '{0}' is declared twice"};
inline constexpr Message kPropertyUriRelative{"CODESYSTEM_PROPERTY_ABSOLUTE_URI",
                                              "The uri '{0}' of a property is not absolute"};
inline constexpr Message kPropertyUriCode{"CODESYSTEM_PROPERTY_URI_CODE_MISMATCH",
                                          "The uri '{0}' means the property '{1}', but its code here is '{2}'"};
inline constexpr Message kPropertyUriType{"CODESYSTEM_PROPERTY_URI_TYPE_MISMATCH",
                                          "The uri '{0}' means a property of type {1}, but it is declared as {2}"};
inline constexpr Message kPropertyValueType{"CODESYSTEM_PROPERTY_WRONG_TYPE",
                                            "The property '{0}' is declared as {1}, but its value is of type {2}"};

Rule code_system_rule();

}  // namespace schakel::validation::rules
