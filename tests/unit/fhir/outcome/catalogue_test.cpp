#include "fhir/outcome/catalogue.h"

#include "fhir/packages/archive.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

using namespace schakel;
using namespace schakel::fhir;

namespace {

constexpr Message kMessage{"Bundle_BUNDLE_Entry_NoFirst", "A Bundle of type {0} must have entries"};
constexpr Message kOther{"x", "Nobody translated {0}"};

std::set<char> places(std::string_view text) {
  std::set<char> found;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}') found.insert(text[i + 1]);
  }
  return found;
}

// All string literals of our sources, adjacent ones joined.
std::string literals_of_sources() {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("gateway")) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "translations.cpp" ||
        (entry.path().extension() != ".h" && entry.path().extension() != ".cpp"))
      continue;
    const std::string text = *read_file(entry.path().string());
    bool inside = false;
    bool gap = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (inside && text[i] == '\\') {
        all += text[++i];
      } else if (text[i] == '"') {
        inside = !inside;
        if (inside && gap) all += '\n';
        gap = false;
      } else if (inside) {
        all += text[i];
      } else if (text[i] != ' ' && text[i] != '\n') {
        gap = true;
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("an issue speaks the language it is asked in", "[fhir][outcome]") {
  Issues issues;
  const Issue& issue =
      issues.add(Severity::error, IssueType::invalid, kMessage, {Argument::value(DataText("document"))});
  CHECK(text_in(issue, "nl", true) == "Een Bundle van type document moet entries hebben");
  CHECK(text_in(issue, "fr-BE", true) == "Un Bundle de type document doit avoir des entrées");
  CHECK(text_in(issue, "nl-BE", false) == "Een Bundle van type … moet entries hebben");
  CHECK(text_in(issue, "en", true) == "A Bundle of type document must have entries");
  CHECK(text_in(issue, "", true) == "A Bundle of type document must have entries");
  const Issue& other = issues.add(Severity::error, IssueType::invalid, kOther, {Argument::name("x")});
  CHECK(text_in(other, "nl", true) == "Nobody translated x");
}

TEST_CASE("translations are sorted, whole, and keep the places of arguments", "[fhir][outcome]") {
  const auto all = translations();
  CHECK(all.size() >= 100);
  const std::string sources = literals_of_sources();
  std::size_t stale = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(all[i].english);
    if (i > 0) CHECK(all[i - 1].english < all[i].english);
    CHECK(places(all[i].english) == places(all[i].dutch));
    CHECK(places(all[i].english) == places(all[i].french));
    if (sources.find(all[i].english) == std::string::npos) ++stale;
  }
  // A text that changed is said in English until its translations follow: some may lag behind, never many.
  CHECK(stale * 20 <= all.size());
}
