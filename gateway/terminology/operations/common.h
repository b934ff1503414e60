#pragma once
// What several operations share. Internal to terminology/operations.

#include "terminology/code_system.h"
#include "terminology/grammar_systems.h"
#include "terminology/operations/operation.h"

namespace schakel::terminology {

// The code system a request speaks of: one that is loaded, or one that only a grammar describes.
struct Spoken {
  const CodeSystem* loaded = nullptr;
  const GrammarSystem* grammar = nullptr;
};
// 404 when it is not loaded, or not in this version.
tl::expected<Spoken, Refusal> find_system(const Terminology& terminology, std::string_view url,
                                          std::string_view version);
Refusal unknown_code(std::string_view code, std::string_view system, std::string_view version);

// `url|version`, without the bar where there is no version.
std::string canonical(std::string_view url, std::string_view version);

}  // namespace schakel::terminology
