#pragma once
// Regular expressions of definitions (extension regex, questionnaires), in linear time whatever their author wrote.
// Compiled once per text and kept, as many as fit. Thread rule: any thread.

#include <cstdint>
#include <string_view>

namespace schakel::validation::rules {

enum class Match : std::uint8_t { no, yes, unknown };  // unknown: the expression is not one that can be compiled

// The whole text must match.
Match matches_whole(std::string_view expression, std::string_view text);

}  // namespace schakel::validation::rules
