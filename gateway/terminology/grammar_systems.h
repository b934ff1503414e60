#pragma once
// Code systems that no resource can list, because a standard gives a grammar or a registry instead of a list.

#include <span>
#include <string_view>

namespace schakel::terminology {

struct GrammarSystem {
  std::string_view uri;
  bool (*valid)(std::string_view code);
};

// Null: the system is none of them.
const GrammarSystem* grammar_system(std::string_view uri);

}  // namespace schakel::terminology
