// Whole resources against whole profiles: tests/golden/validation/<case>/
//   input.json | input.xml   the resource
//   profiles/*.json          definitions of the case alone, as differentials
//   profile.txt              canonicals to apply instead of the base definition, one a line
//   expected.txt             the issues: severity, message id, expression, text; then what was not checked
//   program.json             the compiled program of the first profile, where the case is about compiling
// SCHAKEL_APPROVE=1 writes the expectations anew; look at the difference before committing it.

#include "validation/validator.h"
#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"
#include "validation/codes.h"
#include "validation/library.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using namespace schakel;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  if (fs::exists(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void compare(const fs::path& file, const std::string& actual) {
  if (std::getenv("SCHAKEL_APPROVE") != nullptr) std::ofstream(file, std::ios::binary) << actual;
  CHECK(actual == read(file));
}

struct Case {
  explicit Case(const fs::path& folder) {
    std::vector<std::string> resources;
    for (const fs::path& p : sorted(folder / "profiles")) resources.push_back(read(p));
    definitions = resources.empty() ? test::core_definitions() : test::with_resources(resources);
    validator = std::make_unique<validation::Validator>(
        definitions, validation::codes_of(std::make_shared<const terminology::Terminology>(definitions)));
    std::istringstream lines(read(folder / "profile.txt"));
    for (std::string line; std::getline(lines, line);) profiles.push_back(line);
    xml = fs::exists(folder / "input.xml");
    bytes = read(folder / (xml ? "input.xml" : "input.json"));
    const bool good = xml ? syntax::xml::read(bytes, tree, issues) : syntax::json::read(bytes, tree, issues);
    REQUIRE(good);
    fhir::annotate(tree, *definitions, xml ? fhir::Kinds::from_types : fhir::Kinds::keep);
  }

  fhir::DefinitionsPtr definitions;
  std::unique_ptr<validation::Validator> validator;
  std::vector<std::string> profiles;
  bool xml = false;
  std::string bytes;
  Arena arena;
  Tree tree{arena};
  Issues issues;
};

std::string lines_of(const Issues& issues) {
  std::string text;
  for (const Issue& i : issues.all()) {
    if (i.message->id == "VALIDATOR_VERSIONS") continue;
    text += std::string(severity_code(i.severity)) + ' ' + std::string(i.message->id) + " | " + i.expression + " | " +
            text_of(i, true) + '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("validator finds in each golden resource what its expectation lists, fast and explaining alike",
          "[validation]") {
  const std::vector<fs::path> cases = sorted("tests/golden/validation");
  REQUIRE(!cases.empty());
  for (const fs::path& folder : cases) {
    DYNAMIC_SECTION(folder.filename().string()) {
      Case c(folder);
      const std::vector<std::string_view> profiles(c.profiles.begin(), c.profiles.end());
      validation::Validator::Session session(*c.validator);
      validation::Options options;
      options.element_order = c.xml;
      const bool fast = session.is_valid(c.tree, profiles, options);
      options.everything = true;
      const bool good = session.validate(c.tree, profiles, options, c.issues);
      CHECK(fast == good);
      CHECK(good == !c.issues.has_errors());
      std::string text = lines_of(c.issues);
      for (const validation::NotChecked& n : session.not_checked())
        text += "not checked: " + n.what + " x " + std::to_string(n.count) + '\n';
      compare(folder / "expected.txt", text);
      if (fs::exists(folder / "program.json")) {
        const validation::Program* program = c.validator->library().find(c.profiles.at(0));
        REQUIRE(program != nullptr);
        compare(folder / "program.json", to_json(*program));
      }
    }
  }
}
