// profiles/local: each example is what its name and the table of profiles/local/README.md say. A valid one has no
// error; an invalid one breaks the named rule: an invariant by its key, or a cardinality by its element.

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "terminology/terminology.h"
#include "validation/codes.h"
#include "validation/validator.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace fs = std::filesystem;
using namespace schakel;

namespace {

const fs::path kFolder = "profiles/local";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// `| patient/examples/invalid-no-name.json | `Patient.name: minimum 1` |` -> path and rule.
std::map<std::string, std::string> broken_rules() {
  std::map<std::string, std::string> rules;
  std::istringstream lines(read(kFolder / "README.md"));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t path = line.find("/examples/invalid-");
    const std::size_t tick = line.find('`');
    if (line.rfind("| ", 0) != 0 || path == std::string::npos || tick == std::string::npos) continue;
    rules[line.substr(2, line.find(' ', 2) - 2)] = line.substr(tick + 1, line.find('`', tick + 1) - tick - 1);
  }
  return rules;
}

struct Fixture {
  Fixture() {
    std::vector<std::string> resources;
    for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
      if (entry.path().filename().string().rfind("StructureDefinition-", 0) == 0)
        resources.push_back(read(entry.path()));
      if (entry.path().parent_path().filename() == "examples") examples.push_back(entry.path());
    }
    std::sort(examples.begin(), examples.end());
    definitions = test::with_resources(resources);
    validator = std::make_unique<validation::Validator>(
        definitions, validation::codes_of(std::make_shared<const terminology::Terminology>(definitions)));
  }
  fhir::DefinitionsPtr definitions;
  std::unique_ptr<validation::Validator> validator;
  std::vector<fs::path> examples;
};

bool breaks(const Issue& issue, const std::string& rule) {
  if (issue.severity > Severity::error) return false;
  const std::string id(issue.message->id);
  const std::size_t colon = rule.find(": ");
  if (colon == std::string::npos)
    return id.size() > rule.size() && id.substr(id.size() - rule.size() - 1) == "#" + rule;
  const bool minimum = rule.find("minimum") != std::string::npos;
  const std::string element = rule.substr(0, colon);
  const std::string definition = issue.definition.substr(issue.definition.rfind('#') + 1);
  return id.rfind(minimum ? "Validation_VAL_Profile_Minimum" : "Validation_VAL_Profile_Maximum", 0) == 0 &&
         (definition == element || issue.definition.find(element.substr(element.rfind('.') + 1)) != std::string::npos);
}

}  // namespace

TEST_CASE("each example of our own profiles is valid or breaks the rule that the table names",
          "[validation][profiles]") {
  const Fixture fixture;
  const std::map<std::string, std::string> rules = broken_rules();
  REQUIRE(fixture.examples.size() > 20);
  REQUIRE(!rules.empty());
  for (const fs::path& path : fixture.examples) {
    const std::string name = fs::relative(path, kFolder).generic_string();
    DYNAMIC_SECTION(name) {
      const std::string bytes = read(path);
      Arena arena;
      Tree tree(arena);
      Issues issues;
      REQUIRE(syntax::json::read(bytes, tree, issues));
      fhir::annotate(tree, *fixture.definitions);
      validation::Validator::Session session(*fixture.validator);
      validation::Options options;
      const bool fast = session.is_valid(tree, {}, options);
      options.everything = true;
      const bool good = session.validate(tree, {}, options, issues);
      std::string said;
      for (const Issue& i : issues.all()) {
        if (i.severity <= Severity::error)
          said += std::string(i.message->id) + " at " + i.expression + ": " + text_of(i, true) + '\n';
      }
      INFO(said);
      CHECK(fast == good);
      if (path.filename().string().rfind("valid", 0) == 0) {
        CHECK(good);
      } else {
        const auto rule = rules.find(name);
        REQUIRE(rule != rules.end());
        INFO("must break: " << rule->second);
        CHECK(std::any_of(issues.all().begin(), issues.all().end(),
                          [&](const Issue& i) { return breaks(i, rule->second); }));
      }
    }
  }
}
