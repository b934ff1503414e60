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

// ---- packages

namespace {

std::string with_snapshot(const std::string& name, const std::string& type, const std::string& elements) {
  return R"({"resourceType":"StructureDefinition","url":")" + std::string(kBase) + name +
         R"(","name":"X","status":"draft","fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":")" + type +
         R"(","baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" + type +
         R"(","derivation":"constraint","snapshot":{"element":[)" + elements + "]}}";
}

bool has(const Outcome& outcome, std::string_view id) {
  return std::any_of(outcome.issues.all().begin(), outcome.issues.all().end(),
                     [&](const Issue& i) { return i.message->id == id; });
}

}  // namespace

TEST_CASE("profiles whose base definitions go in a circle cannot be applied, and that is said",
          "[validation][hostile]") {
  const auto circular = [](const std::string& name, const std::string& base) {
    return R"({"resourceType":"StructureDefinition","url":")" + std::string(kBase) + name +
           R"(","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":")" +
           std::string(kBase) + base +
           R"(","derivation":"constraint","differential":{"element":[{"path":"Patient"}]}})";
  };
  const Outcome outcome =
      judge({circular("a", "b"), circular("b", "c"), circular("c", "a")}, R"({"resourceType":"Patient"})", "a");
  CHECK(!outcome.fast);
  CHECK(!outcome.explained);
  CHECK(has(outcome, "Validation_VAL_Profile_NoSnapshot"));
}

TEST_CASE("content references that go in a circle end with the resource", "[validation][hostile]") {
  const std::string circle = with_snapshot(
      "circle", "Patient",
      R"({"id":"Patient","path":"Patient"},{"id":"Patient.contact","path":"Patient.contact","min":0,"max":"*","contentReference":"#Patient.link"},)"
      R"({"id":"Patient.link","path":"Patient.link","min":0,"max":"*","contentReference":"#Patient.contact"},)"
      R"({"id":"Patient.communication","path":"Patient.communication","min":0,"max":"*","contentReference":"#Patient"})");
  std::string inner = R"({"language":{"text":"x"}})";
  for (int i = 0; i < 50; ++i) inner = R"({"communication":[)" + inner + "]}";
  const Outcome outcome =
      judge({circle}, R"({"resourceType":"Patient","contact":[{"gender":"male"}],"communication":[)" + inner + "]}",
            "circle");
  CHECK(outcome.fast == outcome.explained);
}

TEST_CASE("a definition of 100,000 elements is refused, not compiled", "[validation][hostile]") {
  std::string elements = R"({"id":"Patient","path":"Patient"})";
  for (int i = 0; i < 100'000; ++i) {
    const std::string path = "Patient.x" + std::to_string(i);
    elements += R"(,{"id":")" + path + R"(","path":")" + path + R"(","min":0,"max":"*"})";
  }
  const Outcome outcome = judge({with_snapshot("huge", "Patient", elements)}, R"({"resourceType":"Patient"})", "huge");
  CHECK(!outcome.fast);
  CHECK(!outcome.explained);
  CHECK(has(outcome, "Validation_VAL_Profile_NoSnapshot"));
}

TEST_CASE("a constraint with a regular expression that explodes is answered in linear time", "[validation][hostile]") {
  const std::string evil = profile(
      "explosive", "Patient", "resource",
      R"x({"path":"Patient"},{"path":"Patient.name.family","constraint":[{"key":"x-2","severity":"error","human":"x",)x"
      R"x("expression":"matches('^((a+)+)+$')"},{"key":"x-3","severity":"error","human":"y",)x"
      R"x("expression":"matches('(a{1,1000}){1,1000}b')"}]})x");
  const Outcome outcome = judge(
      {evil}, R"({"resourceType":"Patient","name":[{"family":")" + std::string(20'000, 'a') + R"(!"}]})", "explosive");
  CHECK(!outcome.fast);
  CHECK(!outcome.explained);
}

TEST_CASE("profiles on types, each on the next and each in two ways, are judged once a node", "[validation][hostile]") {
  std::vector<std::string> profiles;
  constexpr int kDeep = 300;
  const auto name = [](const char* kind, int i) { return std::string(kind) + std::to_string(i); };
  for (int i = 0; i < kDeep; ++i) {
    for (const char* kind : {"p", "q"}) {
      const std::string next =
          i + 1 == kDeep ? R"({"path":"Identifier.period","min":1})"
                         : R"({"path":"Identifier.assigner.identifier","type":[{"code":"Identifier","profile":[")" +
                               (kBase + name("p", i + 1)) + R"(",")" + (kBase + name("q", i + 1)) + R"("]}]})";
      profiles.push_back(profile(name(kind, i), "Identifier", "complex-type", R"({"path":"Identifier"},)" + next));
    }
  }
  profiles.push_back(
      profile("deep", "Patient", "resource",
              R"({"path":"Patient"},{"path":"Patient.identifier","type":[{"code":"Identifier","profile":[")" +
                  (kBase + name("p", 0)) + R"("]}]})"));
  std::string identifier = R"({"value":"1"})";
  for (int i = 1; i < 90; ++i) identifier = R"({"assigner":{"identifier":)" + identifier + "}}";
  const Outcome outcome = judge(profiles, R"({"resourceType":"Patient","identifier":[)" + identifier + "]}", "deep");
  CHECK(outcome.fast == outcome.explained);
  CHECK(!too_costly(outcome));
}

TEST_CASE("a profile on a reference's target that leads back to itself ends", "[validation][hostile]") {
  const std::string loop = profile(
      "loop", "Patient", "resource",
      R"({"path":"Patient"},{"path":"Patient.generalPractitioner","min":1,"type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Practitioner"]}]},)"
      R"({"path":"Patient.link.other","type":[{"code":"Reference","targetProfile":[")" +
          std::string(kBase) + R"(loop"]}]})");
  std::string entries;
  for (int i = 0; i < 300; ++i) {
    entries += std::string(i == 0 ? "" : ",") + R"({"fullUrl":"http://a.example/Patient/)" + std::to_string(i) +
               R"(","resource":{"resourceType":"Patient","id":")" + std::to_string(i) + R"(","meta":{"profile":[")" +
               kBase + R"(loop"]},"link":[{"other":{"reference":"Patient/)" + std::to_string((i + 1) % 300) +
               R"("},"type":"seealso"}]}})";
  }
  const Outcome outcome =
      judge({loop}, R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}", "");
  CHECK(!outcome.fast);
  CHECK(!outcome.explained);
}

TEST_CASE("links of narratives into their own resources cost no more than the resources", "[validation][hostile]") {
  std::string entries;
  for (int i = 0; i < 2'000; ++i) {
    entries += std::string(i == 0 ? "" : ",") + R"({"fullUrl":"http://a.example/Basic/)" + std::to_string(i) +
               R"(","resource":{"resourceType":"Basic","id":")" + std::to_string(i) +
               R"x(","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a name=\"n)x" +
               std::to_string(i) + R"x(\">x</a><a href=\"#n)x" + std::to_string(i) +
               R"x(\">y</a></div>"},"code":{"text":"z"}}})x";
  }
  const Outcome outcome =
      judge({}, R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}", "", 200'000);
  CHECK(outcome.fast);
  CHECK(outcome.explained);
}
