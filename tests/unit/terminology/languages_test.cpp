#include "terminology/languages.h"

#include <catch2/catch.hpp>

namespace schakel::terminology {

TEST_CASE("languages are wanted in the order of their weights", "[terminology]") {
  const Languages languages("fr;q=0.5, nl-BE, *;q=0.1, de;q=0");
  CHECK(languages.fit("nl-BE") > languages.fit("nl"));
  CHECK(languages.fit("nl") > languages.fit("fr-BE"));
  CHECK(languages.fit("FR") > languages.fit("fr-BE"));
  CHECK(languages.fit("fr-BE") > 0);
  CHECK(languages.fit("nl-NL") == 0);
  CHECK(languages.fit("de") == 0);
  CHECK(languages.fit("") == 0);
  CHECK(Languages("").empty());
  CHECK(Languages(" , ;q=1,").empty());
}

TEST_CASE("preferred terms come before synonyms, these before fully specified names", "[terminology]") {
  const auto rank = [](std::string_view use) { return rank_of_use({"nl", "x", "s", use, {}}); };
  CHECK(rank("preferredForLanguage") > rank("900000000000013009"));
  CHECK(rank("900000000000013009") > rank("900000000000003001"));
  CHECK(rank("") == rank("preferredForLanguage"));
}

}  // namespace schakel::terminology
