#pragma once
// Escaping of JSON strings (RFC 8259 section 7): only what must be escaped is.

#include <string>
#include <string_view>

namespace schakel::syntax::json {

// The inside of a JSON string. Long runs without anything to escape are found 16 bytes at a time and appended at once.
void append_escaped(std::string& out, std::string_view text);

}  // namespace schakel::syntax::json
