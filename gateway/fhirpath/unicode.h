#pragma once
// UTF-8 as FHIRPath's string functions count it: in code points (http://hl7.org/fhirpath/N1/#string-1). Text is valid
// UTF-8 when it comes from a tree; anything else is counted byte by byte and never read out of bounds.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::fhirpath::unicode {

// Well-formed UTF-8, no halves of surrogate pairs.
bool valid(std::string_view text);
// Code points.
std::size_t length(std::string_view text);
// Bytes of the code point that starts at `at`; REQUIRES: at < text.size().
std::size_t width(std::string_view text, std::size_t at);
// Byte offset of the n-th code point; text.size() when there are not that many.
std::size_t offset(std::string_view text, std::size_t n);
// The code point at a byte offset; REQUIRES: at < text.size().
std::uint32_t at(std::string_view text, std::size_t at);
void append(std::string& out, std::uint32_t code_point);
// Without the white space of Unicode at both ends.
std::string_view trimmed(std::string_view text);
// Exactly four hexadecimal digits.
bool hex(std::string_view digits, std::uint32_t& out);

// Simple case mapping of Unicode (ICU), one code point at a time where full mapping is not needed.
std::string upper(std::string_view text);
std::string lower(std::string_view text);
// Equal when case and the kind of white space do not count (http://hl7.org/fhirpath/N1/#equivalent).
bool equivalent(std::string_view a, std::string_view b);

}  // namespace schakel::fhirpath::unicode
