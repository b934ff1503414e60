#pragma once
// What the JSON reader has to say. Ids are HL7's message keys where one fits (its parser's texts have keys, no ids).
// {0} of the syntax messages is what stands at the place instead: a character, or the end of the document.

#include "tree/issue.h"

namespace schakel::syntax::json {

// Fatal: this is no JSON document, or over a limit.
inline constexpr Message kTooLarge{"JSON_DOCUMENT_TOO_LARGE", "The document has {0} bytes, at most {1} are accepted."};
inline constexpr Message kInvalidUtf8{"JSON_INVALID_UTF8",
                                      "UTF-8 text was expected, but byte {0} here is not valid UTF-8."};
inline constexpr Message kControlCharacter{
    "JSON_CONTROL_CHARACTER",
    "The control character U+{0} must not stand in JSON text; in a string an escape (\\u{0}) was expected."};
inline constexpr Message kEmpty{"JSON_DOCUMENT_EMPTY", "A JSON document was expected, but there is nothing."};
inline constexpr Message kAfterRoot{"JSON_TRAILING_CONTENT",
                                    "The end of the document was expected after its value, not {0}."};
inline constexpr Message kValueExpected{
    "JSON_VALUE_EXPECTED",
    "A value was expected (an object, an array, a string in double quotes, a number, true, false or null), not {0}."};
inline constexpr Message kNameExpected{"JSON_PROPERTY_NAME_EXPECTED",
                                       "The name of a property in double quotes was expected, not {0}."};
inline constexpr Message kColonExpected{"JSON_COLON_EXPECTED",
                                        "A colon was expected after the name of the property, not {0}."};
inline constexpr Message kCommaOrBraceExpected{"JSON_COMMA_OR_BRACE_EXPECTED",
                                               "A comma or the closing } of the object was expected, not {0}."};
inline constexpr Message kCommaOrBracketExpected{"JSON_COMMA_OR_BRACKET_EXPECTED",
                                                 "A comma or the closing ] of the array was expected, not {0}."};
inline constexpr Message kCommaExtra{"JSON_COMMA_EXTRA", "Another item was expected after the comma, not {0}."};
inline constexpr Message kComment{"JSON_COMMENTS_NOT_ALLOWED",
                                  "JSON has no comments; a value or a name was expected, not {0}."};
inline constexpr Message kNotANumber{"JSON_NOT_A_NUMBER", "JSON has no NaN and no Infinity; a number was expected."};
inline constexpr Message kEscapeHex{"JSON_ESCAPE_HEX", "Four hexadecimal digits were expected after \\u."};
inline constexpr Message kEscapeSurrogate{
    "JSON_ESCAPE_SURROGATE", "The escapes \\u of two surrogates (high, then low) were expected as a pair."};
inline constexpr Message kEscapeUnknown{"JSON_ESCAPE_UNKNOWN",
                                        "One of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX was expected."};
inline constexpr Message kQuoteExpected{"JSON_QUOTE_EXPECTED", "The closing double quote of the string was expected."};
inline constexpr Message kFractionExpected{"JSON_FRACTION_EXPECTED",
                                           "A digit was expected after the decimal point, not {0}."};
inline constexpr Message kExponentExpected{"JSON_EXPONENT_EXPECTED", "A digit was expected in the exponent, not {0}."};
inline constexpr Message kTooDeep{"JSON_TOO_DEEP", "At most {0} objects and arrays may be open at once."};
inline constexpr Message kTooManyNodes{"JSON_TOO_MANY_ELEMENTS", "At most {0} elements were expected in one document."};
inline constexpr Message kDuplicateKeyFatal{"JSON_DUPLICATE_KEY",
                                            "Each property was expected once in an object, '{0}' is here again."};

// FHIR's use of JSON.
inline constexpr Message kRootNotObject{"Error_parsing_JSON_",
                                        "A resource was expected: an object with the property resourceType."};
inline constexpr Message kNoResourceType{"Unable_to_find_resourceType_property",
                                         "The property resourceType was expected in the object of a resource."};
inline constexpr Message kResourceTypeKind{"RESOURCETYPE_PROPERTY_WRONG_TYPE",
                                           "The name of a resource type was expected as a string in resourceType."};
inline constexpr Message kDuplicateKey{
    "DUPLICATE_JSON_PROPERTY_KEY",
    "Each property was expected once in an object, '{0}' is here again; the first one counts."};
inline constexpr Message kEmptyObject{"Object_must_have_some_content",
                                      "At least one property was expected in the object."};
inline constexpr Message kEmptyArray{"ARRAY_CANNOT_BE_EMPTY", "At least one item was expected in the array of '{0}'."};
inline constexpr Message kNull{
    "This_property_must_be_an_simple_value_not_",
    "A value was expected for '{0}'; null may only stand in an array of primitives beside '_{0}'."};
inline constexpr Message kArrayInArray{"This_property_must_be__not_",
                                       "An item of '{0}' was expected, an array must not hold arrays."};
inline constexpr Message kNullTwice{
    "JSON_PROPERTY_INVALID_ARRAY",
    "A value in '{0}' or an object in '_{0}' was expected at index {1}; both are null or absent."};
inline constexpr Message kUnderscoreObject{"This_property_must_be_an_object_not_",
                                           "An object with id or extension was expected in '_{0}'."};
inline constexpr Message kUnderscoreShape{"JSON_PROPERTY_SHAPE_DIFFERS",
                                          "'{0}' and '_{0}' were expected to be alike: both an array, or neither."};
inline constexpr Message kUnderscoreComplex{"Unrecognised_property_",
                                            "'_{0}' was expected only beside a primitive value, '{0}' is an object."};
inline constexpr Message kIllegalValue{"ILLEGAL_PROPERTY",
                                       "Only id and extension were expected in '_{0}', the value belongs into '{0}'."};

}  // namespace schakel::syntax::json
