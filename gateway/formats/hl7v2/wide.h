#pragma once
// Messages in UTF-16, as some interface engines write them to files and post them, with a byte order mark or without:
// found by how they begin, read as UTF-8, answered in what they came in. UTF-32 is only known, to be refused.
//
// MLLP marks its frames with single bytes (HL7 Version 3: Transport Specification - MLLP, Release 2) and so carries
// them only where the sender writes the marks as such. Thread rule: any thread.

#include "base/arena.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::formats::hl7v2 {

enum class Wide : std::uint8_t { no, little_endian, big_endian, utf32 };

// By a byte order mark, else by `MSH`, `FHS` or `BHS` in units of two bytes, blank space before it passed over.
Wide wide_of(std::string_view bytes);

bool has_byte_order_mark(std::string_view bytes);

// REQUIRES: UTF-16. The text as UTF-8 in the arena, without the byte order mark; what is broken becomes U+FFFD.
std::string_view narrow(std::string_view bytes, Wide wide, Arena& arena);
std::string narrow(std::string_view bytes, Wide wide);

// The way back, with a byte order mark where `like` has one.
std::string widen(std::string_view utf8, Wide wide, std::string_view like);

// How many bytes of UTF-16 a text of narrow() was made of.
std::size_t wide_size(std::string_view utf8);

}  // namespace schakel::formats::hl7v2
