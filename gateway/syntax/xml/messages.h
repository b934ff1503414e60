#pragma once
// What the XML reader and writer have to say. Ids are HL7's message keys where one fits.

#include "tree/issue.h"

namespace schakel::syntax::xml {

// Fatal: this is no XML document we take.
inline constexpr Message kTooLarge{"XML_DOCUMENT_TOO_LARGE", "The document has {0} bytes, at most {1} are accepted."};
inline constexpr Message kTooDeep{"XML_TOO_DEEP", "At most {0} elements may be open at once."};
inline constexpr Message kTooManyNodes{"XML_TOO_MANY_ELEMENTS",
                                       "At most {0} elements and attributes were expected in one document."};
inline constexpr Message kDoctype{"XML_DOCTYPE_NOT_ALLOWED",
                                  "The root element was expected; a DOCTYPE is never accepted."};
inline constexpr Message kEmpty{"XML_DOCUMENT_EMPTY", "A root element was expected, but there is none."};
inline constexpr Message kInvalidToken{
    "XML_NOT_WELL_FORMED",
    "Well-formed XML in the declared encoding was expected; this character or token must not stand here."};
inline constexpr Message kInvalidUtf8{"XML_INVALID_UTF8",
                                      "UTF-8 text was expected, but byte {0} here is not valid UTF-8."};
inline constexpr Message kUnclosed{"XML_ELEMENT_NOT_CLOSED",
                                   "The end tags of all open elements were expected before the end of the document."};
inline constexpr Message kTagMismatch{"XML_TAG_MISMATCH", "The end tag of the innermost open element was expected."};
inline constexpr Message kDuplicateAttribute{"XML_DUPLICATE_ATTRIBUTE",
                                             "Each attribute was expected once in an element."};
inline constexpr Message kAfterRoot{"XML_TRAILING_CONTENT",
                                    "Nothing but comments was expected after the root element."};
inline constexpr Message kUndefinedEntity{
    "XML_UNDEFINED_ENTITY",
    "One of &amp; &lt; &gt; &quot; &apos; or a character reference was expected; no other entities exist."};
inline constexpr Message kCharacterReference{
    "XML_BAD_CHARACTER_REFERENCE", "A character that XML 1.0 allows was expected in the character reference."};
inline constexpr Message kUnboundPrefix{"XML_UNDECLARED_PREFIX",
                                        "A declaration (xmlns:...) of this namespace prefix was expected."};
inline constexpr Message kReservedPrefix{"XML_RESERVED_PREFIX",
                                         "The prefixes xml and xmlns and their namespaces may not be declared anew."};
inline constexpr Message kUnknownEncoding{
    "XML_UNKNOWN_ENCODING", "UTF-8, UTF-16 or a single-byte encoding was expected in the XML declaration."};
inline constexpr Message kWrongEncoding{"XML_WRONG_ENCODING",
                                        "The document was expected in the encoding that it declares."};
inline constexpr Message kVersion{"XML_VERSION", "The version 1.0 was expected in the XML declaration."};
inline constexpr Message kMisplacedDeclaration{"XML_MISPLACED_DECLARATION",
                                               "The XML declaration was expected only at the very start."};
inline constexpr Message kUnclosedSection{"XML_SECTION_NOT_CLOSED", "The end of the CDATA section (]]>) was expected."};
inline constexpr Message kRootNamespace{"This_does_not_appear_to_be_a_FHIR_resource_unknown_namespacename_",
                                        "A root element in the namespace {0} was expected."};

// FHIR's use of XML: errors, reading goes on.
inline constexpr Message kEncodingNotUtf8{"xml_encoding_invalid",
                                          "FHIR XML was expected in UTF-8, this document declares {0}."};
inline constexpr Message kProcessingInstruction{"No_processing_instructions_allowed_in_resources",
                                                "No processing instruction was expected in a resource."};
inline constexpr Message kCdata{"CDATA_is_not_allowed",
                                "No CDATA section was expected, FHIR keeps values in attributes."};
inline constexpr Message kWrongNamespace{"Wrong_namespace__expected_",
                                         "The element {0} was expected in the namespace {1}."};
inline constexpr Message kUndefinedAttribute{"Undefined_attribute__on__for_type__properties__",
                                             "Only the attributes value, id and url were expected, not {0}."};
inline constexpr Message kText{"Text_should_not_be_present",
                               "Only elements were expected here, no text; values stand in the attribute value."};
inline constexpr Message kNoContent{"Element_must_have_some_content",
                                    "A value or children were expected in the element {0}."};
inline constexpr Message kOneResource{"XML_ONE_RESOURCE_EXPECTED", "Exactly one resource was expected in {0}."};
inline constexpr Message kNoResource{"Unable_to_find_resource_element",
                                     "A resource was expected in {0}: an element named by its type."};

// Foreign XML.
inline constexpr Message kForeignNamespace{"XML_UNEXPECTED_NAMESPACE",
                                           "The element {0} was expected in a namespace of this format."};

// Writing.
inline constexpr Message kNotXmlCharacter{"xml_attr_value_invalid",
                                          "XML 1.0 cannot hold the character U+{0}; it was written as U+FFFD."};
inline constexpr Message kNarrative{"Error_parsing_XHTML_", "A well-formed XHTML div was expected as narrative."};

}  // namespace schakel::syntax::xml
