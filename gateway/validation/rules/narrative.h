#pragma once
// Narrative.div: XHTML that is safe to show (http://hl7.org/fhir/R4/narrative.html#xhtml, txt-1 and txt-2): the
// elements and attributes of the specification's list, no scripts, no forms, no outside images' code; well-formed; not
// empty.

#include "validation/execute.h"

#include <string_view>

namespace schakel::validation::rules {

inline constexpr Message kXhtmlMalformed{"Error_parsing_XHTML_", "The narrative is not well-formed XHTML: {0}"};
inline constexpr Message kXhtmlRoot{"XHTML_XHTML_Name_Invalid", "The narrative's root must be a div, but is {0}"};
inline constexpr Message kXhtmlNamespace{"XHTML_XHTML_NS_InValid",
                                         "The namespace must be http://www.w3.org/1999/xhtml, but is '{0}'"};
inline constexpr Message kXhtmlElement{"XHTML_XHTML_Element_Illegal", "The element '{0}' may not be in a narrative"};
inline constexpr Message kXhtmlAttribute{"XHTML_XHTML_Attribute_Illegal",
                                         "The attribute '{0}' may not be on '{1}' in a narrative"};
inline constexpr Message kXhtmlEntity{"XHTML_XHTML_Entity_Illegal", "The entity '{0}' is not known in XML"};
inline constexpr Message kXhtmlStructure{"XHTML_XHTML_ILLEGAL_CHILDREN", "'{0}' may not be inside '{1}'"};
inline constexpr Message kXhtmlHref{"TYPE_SPECIFIC_CHECKS_DT_XHTML_LITERAL_HREF",
                                    "The link '{0}' cannot be followed from a narrative"};
inline constexpr Message kXhtmlActive{"TYPE_SPECIFIC_CHECKS_DT_XHTML_ACTIVE_HREF", "The link '{0}' would run code"};
inline constexpr Message kXhtmlEmptyHref{"TYPE_SPECIFIC_CHECKS_DT_XHTML_EMPTY_HREF", "A link has no target"};
inline constexpr Message kXhtmlUrl{"XHTML_URL_INVALID", "The link '{0}' has characters that no URL may have"};
inline constexpr Message kXhtmlFragment{"Type_Specific_Checks_DT_XHTML_Resolve",
                                        "The link '{0}' points to nothing in the resource"};
inline constexpr Message kXhtmlEmpty{"http://hl7.org/fhir/StructureDefinition/Narrative#txt-2",
                                     "The narrative has no text and no image"};

template <bool kExplain>
bool check_narrative(Run<kExplain>& run, const Node& node, const ElementRule& element);

// What htmlChecks() asks: the same rules, as one answer.
bool is_safe_xhtml(std::string_view text);

}  // namespace schakel::validation::rules
