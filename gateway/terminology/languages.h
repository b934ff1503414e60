#pragma once
// Which of several designations a reader wants: languages as Accept-Language writes them (RFC 9110 section 12.5.4),
// tags compared as RFC 4647 looks them up.

#include "terminology/terminology.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

class Languages {
 public:
  // `nl-BE, fr;q=0.5`, best first; empty: none wanted.
  explicit Languages(std::string_view accept_language);
  [[nodiscard]] bool empty() const { return wanted_.empty(); }
  // How well a text in that language fits, 0: not at all.
  [[nodiscard]] unsigned fit(std::string_view language) const;

 private:
  std::vector<std::string> wanted_;
};

// How fit for display a designation is by its use: preferred terms before synonyms before fully specified names.
unsigned rank_of_use(const Designation& designation);

}  // namespace schakel::terminology
