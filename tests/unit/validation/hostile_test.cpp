// Packages and resources made to hurt: they end inside the limits, with an issue.

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "validation/validator.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace schakel;

namespace {

constexpr const char* kBase = "https://schakel.example/fhir/test/StructureDefinition/";

std::string profile(const std::string& name, const std::string& type, const std::string& kind,
                    const std::string& elements) {
  return R"({"resourceType":"StructureDefinition","url":")" + std::string(kBase) + name +
         R"(","name":"X","status":"draft","fhirVersion":"4.0.1","kind":")" + kind + R"(","abstract":false,"type":")" +
         type + R"(","baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" + type +
         R"(","derivation":"constraint","differential":{"element":[)" + elements + "]}}";
}

struct Outcome {
  bool fast = false;
  bool explained = false;
  Issues issues;
};

Outcome judge(const std::vector<std::string>& profiles, const std::string& text, const std::string& asked,
              std::uint64_t steps = 200'000) {
  const fhir::DefinitionsPtr definitions = profiles.empty() ? test::core_definitions() : test::with_resources(profiles);
  const validation::Validator validator(definitions);
  Arena arena;
  Tree tree(arena);
  Outcome outcome;
  REQUIRE(syntax::json::read(text, tree, outcome.issues));
  fhir::annotate(tree, *definitions);
  Limits limits;
  limits.steps = steps;
  validation::Validator::Session session(validator, limits);
  const std::string url = kBase + asked;
  const std::vector<std::string_view> urls =
      asked.empty() ? std::vector<std::string_view>{} : std::vector<std::string_view>{url};
  validation::Options options;
  outcome.fast = session.is_valid(tree, urls, options);
  options.everything = true;
  outcome.explained = session.validate(tree, urls, options, outcome.issues);
  return outcome;
}

bool too_costly(const Outcome& outcome) {
  return std::any_of(outcome.issues.all().begin(), outcome.issues.all().end(),
                     [](const Issue& i) { return i.type == IssueType::too_costly; });
}

}  // namespace

TEST_CASE("an extension that must contain itself is judged as deep as the resource goes", "[validation][hostile]") {
  const std::string self = profile(
      "self", "Extension", "complex-type",
      R"({"path":"Extension"},{"path":"Extension.extension","slicing":{"discriminator":[{"type":"value","path":"url"}],"rules":"open"}},)"
      R"({"path":"Extension.extension","sliceName":"self","min":0,"type":[{"code":"Extension","profile":[")" +
          std::string(kBase) + R"(self"]}]},{"path":"Extension.url","fixedUri":")" + std::string(kBase) + R"(self"})");
  std::string inner = R"({"url":")" + std::string(kBase) + R"(self","valueString":"x"})";
  for (int i = 0; i < 60; ++i) inner = R"({"url":")" + std::string(kBase) + R"(self","extension":[)" + inner + "]}";
  const Outcome outcome = judge({self}, R"({"resourceType":"Patient","extension":[)" + inner + "]}", "");
  CHECK(outcome.fast == outcome.explained);
  CHECK(!too_costly(outcome));
}

TEST_CASE("slices times elements over the step limit are too costly", "[validation][hostile]") {
  std::string elements =
      R"({"path":"Patient"},{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}})";
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    elements += R"(,{"path":"Patient.identifier","sliceName":"s)" + n +
                R"(","min":0},{"path":"Patient.identifier.system","fixedUri":"http://a.example/)" + n + R"("})";
  }
  std::string resource = R"({"resourceType":"Patient","identifier":[)";
  for (int i = 0; i < 2000; ++i) resource += std::string(i == 0 ? "" : ",") + R"({"system":"http://a.example/none"})";
  const Outcome outcome = judge({profile("many", "Patient", "resource", elements)}, resource + "]}", "many");
  CHECK(!outcome.fast);
  CHECK(!outcome.explained);
  CHECK(too_costly(outcome));
}

TEST_CASE("a regular expression that backtracking engines choke on is answered in linear time",
          "[validation][hostile]") {
  const std::string evil = profile(
      "regex", "Patient", "resource",
      R"({"path":"Patient"},{"path":"Patient.language","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"(a+)+$"}]})");
  const Outcome outcome =
      judge({evil}, R"({"resourceType":"Patient","language":")" + std::string(5000, 'a') + R"(!"})", "regex");
  CHECK(!outcome.explained);
}

TEST_CASE("an invariant that runs away is counted as not checked and ends", "[validation][hostile]") {
  const std::string evil = profile(
      "runaway", "Patient", "resource",
      R"({"path":"Patient","constraint":[{"key":"x-1","severity":"error","human":"x","expression":"descendants().select(%resource.descendants().select(%resource.descendants().select(%resource.descendants()))).count() > 0"}]})");
  std::string resource = R"({"resourceType":"Patient","name":[)";
  for (int i = 0; i < 200; ++i) resource += std::string(i == 0 ? "" : ",") + R"({"family":"x","given":["y","z"]})";
  const Outcome outcome = judge({evil}, resource + "]}", "runaway");
  CHECK(outcome.fast == outcome.explained);
  CHECK(std::any_of(outcome.issues.all().begin(), outcome.issues.all().end(),
                    [](const Issue& i) { return i.message->id == "not-checked"; }));
}

TEST_CASE("ten thousand contained resources in a chain are reached in one pass", "[validation][hostile]") {
  std::string resource = R"({"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"#r0"},"contained":[)";
  const int count = 10'000;
  for (int i = 0; i < count; ++i) {
    resource += std::string(i == 0 ? "" : ",") + R"({"resourceType":"Basic","id":"r)" + std::to_string(i) +
                R"(","code":{"text":"x"})" +
                (i + 1 < count ? R"(,"subject":{"reference":"#r)" + std::to_string(i + 1) + R"("})" : std::string()) +
                "}";
  }
  const Outcome outcome = judge({}, resource + "]}", "", 20'000'000);
  CHECK(outcome.fast);
  CHECK(outcome.explained);
}

TEST_CASE("more faults than are kept are counted and end", "[validation][hostile]") {
  std::string resource = R"({"resourceType":"Patient","name":[)";
  for (int i = 0; i < 50'000; ++i) resource += std::string(i == 0 ? "" : ",") + R"({"use":1})";
  const Outcome outcome = judge({}, resource + "]}", "", 20'000'000);
  CHECK(!outcome.explained);
  CHECK(outcome.issues.dropped() > 40'000);
}
