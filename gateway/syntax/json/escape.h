#pragma once
// Escaping of JSON strings (RFC 8259 section 7): only what must be escaped is.

#include <array>
#include <string>
#include <string_view>

namespace schakel::syntax::json {

// The inside of a JSON string. Long runs without anything to escape are found 16 bytes at a time and appended at once.
void append_escaped(std::string& out, std::string_view text);

// 0: the character stands for itself; u: \u00XX; else the letter behind the backslash.
extern const std::array<char, 256> kEscapeLetters;
inline bool needs_escape(char c) { return kEscapeLetters[static_cast<unsigned char>(c)] != 0; }
// Writes the escape of a character that needs one, at most six characters; returns how many.
std::size_t escape_one(char c, char* to);

}  // namespace schakel::syntax::json
