#pragma once
// What issues say, in the reader's language. English stands with each Message; Dutch and French in translations.cpp.
// What has no translation is said in English.

#include "tree/issue.h"

#include <span>
#include <string>
#include <string_view>

namespace schakel::fhir {

struct Translation {
  std::string_view english, dutch, french;
};
// Sorted by the English text.
std::span<const Translation> translations();

// The text of the issue in a language (`nl`, `fr-BE`; empty or any other: English) with the arguments in place;
// `values` false writes a `…` for each argument that is not safe.
std::string text_in(const Issue& issue, std::string_view language, bool values);
// A text without arguments.
std::string_view text_in(std::string_view english, std::string_view language);

}  // namespace schakel::fhir
