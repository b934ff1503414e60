#pragma once
// Whether a text is a value of a primitive type: the regular expressions and bounds of
// http://hl7.org/fhir/R4/datatypes.html#primitive, calendar included, in linear time and without allocation.

#include "fhir/primitives/primitives.h"

#include <string_view>

namespace schakel::fhir {

// All of it in one question; text of a value that is there (an absent value is another rule's matter). Lengths: string
// and markdown 1,048,576 characters, id 64.
bool is_valid(Primitive type, std::string_view text);

bool is_integer(std::string_view text);       // -2,147,483,648 to 2,147,483,647, no leading zeros, no plus sign
bool is_unsigned_int(std::string_view text);  // 0 to 2,147,483,647
bool is_positive_int(std::string_view text);  // 1 to 2,147,483,647
bool is_decimal(std::string_view text);       // a JSON number
// More digits or a larger exponent than R4 asks systems to keep (18 digits): worth a warning.
bool is_extreme_decimal(std::string_view text);

bool is_id(std::string_view text);            // [A-Za-z0-9.-]{1,64}
bool is_code(std::string_view text);          // no white space at the ends, single blanks inside
bool is_uri(std::string_view text);           // no white space anywhere; `oid:`, `uuid:` are no schemes
bool is_oid(std::string_view text);           // urn:oid:1.2.3
bool is_uuid(std::string_view text);          // urn:uuid: and lower-case 8-4-4-4-12
bool is_absolute_uri(std::string_view text);  // has a scheme and something after it
bool is_canonical(std::string_view text);     // an absolute uri with |version or #fragment, or a fragment alone
bool is_base64(std::string_view text);        // groups of four, white space between them, padding at the end
bool is_string(std::string_view text);        // something that is no white space; no control characters but tab, CR, LF

// White space as Unicode defines it, at the first or last place of a text.
bool begins_with_space(std::string_view text);
bool ends_with_space(std::string_view text);
// Only white space, or nothing at all.
bool is_blank(std::string_view text);
// Characters (code points) of valid UTF-8.
std::size_t length_of(std::string_view utf8);

}  // namespace schakel::fhir
