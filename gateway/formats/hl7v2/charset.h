#pragma once
// Character sets of HL7 v2 messages: which one a message is in, and its text as UTF-8.
//
// Decided in this order: the channel's, MSH-18 (table 0211 and the names senders really write), else UTF-8 where the
// bytes are valid UTF-8, else Windows-1252. Declared 8859/1 is read as Windows-1252 (its superset in practice);
// declared ASCII with bytes above 127 counts as undeclared; declared UTF-8 that is not valid as well. Structure is
// found in the received bytes, so a set must keep ASCII bytes for ASCII characters. A message in UTF-16 is UTF-8 before
// it comes here (wide.h); a declared UTF-16 of bytes that are not counts as undeclared.
// Thread rule: any thread.

#include "base/arena.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace schakel::formats::hl7v2 {

enum class CharsetKind : std::uint8_t { ascii, utf8, cp1252, latin9, other };

struct Charset {
  CharsetKind kind = CharsetKind::utf8;
  const char* icu = nullptr;  // `other`: ICU's name of it
};

// By the name a channel or MSH-18 gives; nothing if it is unknown or cannot be read here.
std::optional<Charset> charset_named(std::string_view name);

bool is_ascii(std::string_view bytes);
bool is_utf8(std::string_view bytes);

// `bytes` as UTF-8: a view of themselves where that is possible, else a copy in the arena. What the set does not define
// becomes U+FFFD.
std::string_view to_utf8(std::string_view bytes, Charset charset, Arena& arena);
// The way back, for answers; what the set cannot write becomes `?`.
std::string from_utf8(std::string_view text, Charset charset);

}  // namespace schakel::formats::hl7v2
