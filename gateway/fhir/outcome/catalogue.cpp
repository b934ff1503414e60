#include "fhir/outcome/catalogue.h"

#include <algorithm>

namespace schakel::fhir {

std::string_view text_in(std::string_view english, std::string_view language) {
  const bool dutch = language.substr(0, 2) == "nl";
  if (!dutch && language.substr(0, 2) != "fr") return english;
  const auto all = translations();
  const auto at = std::lower_bound(all.begin(), all.end(), english,
                                   [](const Translation& t, std::string_view text) { return t.english < text; });
  if (at == all.end() || at->english != english) return english;
  return dutch ? at->dutch : at->french;
}

std::string text_in(const Issue& issue, std::string_view language, bool values) {
  const Message translated{issue.message->id, text_in(issue.message->english, language)};
  if (translated.english == issue.message->english) return text_of(issue, values);
  Issue said = issue;
  said.message = &translated;
  return text_of(said, values);
}

}  // namespace schakel::fhir
