#pragma once
// Code systems that no resource can list, because a standard gives a grammar or a registry instead of a list.

#include <string>
#include <string_view>

namespace schakel::terminology {

struct GrammarSystem {
  std::string_view uri;
  bool (*valid)(std::string_view code);
  std::string_view name;
  std::string (*display)(std::string_view code);  // of a valid code; null: the code itself
};

// Null: the system is none of them.
const GrammarSystem* grammar_system(std::string_view uri);

}  // namespace schakel::terminology
