// What the terminology operations answer and refuse, on made-up content. Over HTTP: tests/integration/terminology.

#include "base/arena.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "terminology/operations/operation.h"
#include "tree/tree.h"

#include <catch2/catch.hpp>

#include <initializer_list>
#include <utility>

namespace schakel::terminology {

namespace {

constexpr const char* kSystem =
    R"({"resourceType":"CodeSystem","id":"cs","url":"http://x/cs","version":"1.2","name":"Beasts","status":"active","content":"complete","caseSensitive":false,
  "property":[{"code":"size","type":"integer"},{"code":"kin","type":"Coding"}],
  "concept":[{"code":"animal","display":"Animal","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
     {"code":"dog","display":"Dog","definition":"Barks","designation":[{"language":"nl","value":"Hond"},{"language":"fr","value":"Chien"}],
      "property":[{"code":"size","valueInteger":2},{"code":"kin","valueCoding":{"system":"urn:y","code":"w","display":"Wolf"}}]},
     {"code":"cat","display":"Cat","property":[{"code":"inactive","valueBoolean":true}]}]}]})";
constexpr const char* kSet =
    R"({"resourceType":"ValueSet","id":"vs","url":"http://x/vs","version":"3","name":"Pets","status":"active","compose":{"include":[
  {"system":"http://x/cs"},{"system":"urn:x:absent","concept":[{"code":"z","display":"Zed"}]}]}})";

const Terminology& loaded() {
  static const Terminology instance(test::with_resources({kSystem, kSet}));
  return instance;
}

using Given = std::initializer_list<std::pair<const char*, const char*>>;

Answered ask(const char* type, const char* name, Given given, const char* instance = "") {
  Request request;
  request.now = "2026-11-22T08:00:00Z";
  for (const auto& [parameter, value] : given) request.add(parameter, value);
  return run(loaded(), *find_operation(type, name), request, instance);
}

bool has(const Answered& answer, const std::string& part) {
  INFO((answer ? *answer : answer.error().text));
  CHECK(answer);
  return answer && answer->find(part) != std::string::npos;
}

bool refused_with(const Answered& answer, int status, IssueType type) {
  return !answer && answer.error().status == status && answer.error().type == type;
}

}  // namespace

TEST_CASE("a lookup tells everything about a code, in the language that is asked for", "[terminology][operations]") {
  const Answered dog =
      ask("CodeSystem", "lookup", {{"system", "http://x/cs"}, {"code", "DOG"}, {"displayLanguage", "nl-BE,fr;q=0.5"}});
  CHECK(has(dog, R"({"name":"name","valueString":"Beasts"})"));
  CHECK(has(dog, R"({"name":"version","valueString":"1.2"})"));
  CHECK(has(dog, R"({"name":"display","valueString":"Hond"})"));
  CHECK(has(dog, R"({"name":"code","valueCode":"size"},{"name":"value","valueInteger":2})"));
  CHECK(has(dog, R"("valueCoding":{"system":"urn:y","code":"w","display":"Wolf"})"));
  CHECK(has(
      dog,
      R"({"name":"code","valueCode":"parent"},{"name":"value","valueCode":"animal"},{"name":"description","valueString":"Animal"})"));
  CHECK(has(dog, R"({"name":"code","valueCode":"definition"},{"name":"value","valueString":"Barks"})"));
  const Answered one = ask("CodeSystem", "lookup",
                           {{"system", "http://x/cs"}, {"code", "dog"}, {"property", "size"}, {"property", "lang.fr"}});
  CHECK(has(one, "Chien"));
  CHECK(one->find("Hond") == std::string::npos);
  CHECK(one->find("Barks") == std::string::npos);
}

TEST_CASE("a lookup of what is not there is refused", "[terminology][operations]") {
  CHECK(refused_with(ask("CodeSystem", "lookup", {{"system", "http://x/cs"}, {"code", "wolf"}}), 404,
                     IssueType::not_found));
  CHECK(refused_with(ask("CodeSystem", "lookup", {{"system", "urn:no"}, {"code", "dog"}}), 404, IssueType::not_found));
  CHECK(refused_with(ask("CodeSystem", "lookup", {{"system", "http://x/cs"}, {"code", "dog"}, {"version", "2"}}), 404,
                     IssueType::not_found));
  CHECK(refused_with(ask("CodeSystem", "lookup", {{"code", "dog"}}), 400, IssueType::required));
  CHECK(refused_with(ask("CodeSystem", "lookup", {{"system", "http://x/cs"}}), 400, IssueType::required));
}

TEST_CASE("a code is valid in a value set with its display, whatever its white space", "[terminology][operations]") {
  const auto judged = [](Given given) { return ask("ValueSet", "validate-code", given); };
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "dog"}, {"display", " hond "}}),
            R"("valueBoolean":true)"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "DOG"}}),
            R"({"name":"normalized-code","valueCode":"dog"})"));
  const Answered wrong =
      judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "dog"}, {"display", "Wolf"}});
  CHECK(has(wrong, R"({"name":"result","valueBoolean":false})"));
  CHECK(has(wrong, R"({"name":"display","valueString":"Dog"})"));
  CHECK(has(judged({{"url", "http://x/vs|3"}, {"code", "z"}}), R"({"name":"system","valueUri":"urn:x:absent"})"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "wolf"}}), "Unknown code"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "urn:x:absent"}, {"code", "q"}}), R"("valueBoolean":false)"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "animal"}}), R"("valueBoolean":true)"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "animal"}, {"abstract", "false"}}),
            R"("valueBoolean":false)"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "cat"}}),
            R"({"name":"inactive","valueBoolean":true})"));
  CHECK(has(judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "cat"}, {"activeOnly", "true"}}),
            R"("valueBoolean":false)"));
  const Answered older =
      judged({{"url", "http://x/vs"}, {"system", "http://x/cs"}, {"code", "dog"}, {"systemVersion", "0.9"}});
  CHECK(has(older, R"("valueBoolean":true)"));
  CHECK(has(older, "judged by 1.2"));
  CHECK(refused_with(judged({{"url", "http://x/vs"}, {"valueSetVersion", "9"}, {"code", "z"}}), 404,
                     IssueType::not_found));
  CHECK(refused_with(judged({{"code", "z"}}), 400, IssueType::required));
  CHECK(refused_with(judged({{"url", "http://x/vs"}, {"code", "z"}, {"abstract", "perhaps"}}), 400, IssueType::value));
}

TEST_CASE("a code is valid in a code system or not, and another system is not loaded", "[terminology][operations]") {
  CHECK(has(ask("CodeSystem", "validate-code", {{"url", "http://x/cs"}, {"code", "dog"}}), R"("valueBoolean":true)"));
  CHECK(has(ask("CodeSystem", "validate-code", {{"url", "http://x/cs"}, {"code", "wolf"}}), R"("valueBoolean":false)"));
  CHECK(has(ask("CodeSystem", "validate-code", {{"code", "dog"}}, "cs"), R"("valueBoolean":true)"));
  CHECK(has(ask("CodeSystem", "validate-code", {{"url", "http://unitsofmeasure.org"}, {"code", "mg"}}),
            R"("valueBoolean":true)"));
  CHECK(refused_with(ask("CodeSystem", "validate-code", {{"url", "urn:no"}, {"code", "dog"}}), 404,
                     IssueType::not_found));
  CHECK(refused_with(ask("CodeSystem", "validate-code", {{"code", "dog"}}), 400, IssueType::required));
}

TEST_CASE("an expansion is filtered, paged, and limited to what is wanted", "[terminology][operations]") {
  const Answered all = ask("ValueSet", "expand", {{"url", "http://x/vs"}});
  CHECK(has(all, R"("total":4)"));
  CHECK(has(all, R"({"system":"http://x/cs","abstract":true,"code":"animal","display":"Animal"})"));
  CHECK(has(all, R"({"system":"http://x/cs","inactive":true,"code":"cat","display":"Cat"})"));
  CHECK(has(all, R"({"name":"used-codesystem","valueUri":"http://x/cs|1.2"})"));
  CHECK(has(ask("ValueSet", "expand", {{"displayLanguage", "fr"}, {"filter", "chien"}}, "vs"), R"("total":1)"));
  CHECK(has(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"displayLanguage", "fr"}}), R"("display":"Chien")"));
  CHECK(has(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"activeOnly", "true"}, {"excludeNotForUI", "true"}}),
            R"("total":2)"));
  CHECK(has(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"exclude-system", "http://x/cs"}}), R"("total":1)"));
  CHECK(has(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"designation", "urn:ietf:bcp:47|nl"}}),
            R"("designation":[{"language":"nl","value":"Hond"}])"));
  const Answered page = ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"offset", "3"}, {"count", "5"}});
  CHECK(has(page, R"("total":4)"));
  CHECK(has(page, "Zed"));
  CHECK(page->find("Animal") == std::string::npos);
  CHECK(refused_with(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"force-system-version", "http://x/cs|2"}}),
                     422, IssueType::not_supported));
  CHECK(refused_with(ask("ValueSet", "expand", {{"url", "http://hl7.org/fhir/ValueSet/mimetypes"}}), 422,
                     IssueType::too_costly));
  CHECK(refused_with(ask("ValueSet", "expand", {{"url", "http://x/vs"}, {"count", "-1"}}), 400, IssueType::value));
  CHECK(refused_with(ask("ValueSet", "expand", {}, "nothing"), 404, IssueType::not_found));
}

TEST_CASE("resources that come with the request count for this one answer", "[terminology][operations]") {
  const std::string parameters =
      R"({"resourceType":"Parameters","parameter":[{"name":"valueSet","resource":{"resourceType":"ValueSet","status":"active","compose":{"include":[{"system":"urn:x:new","filter":[{"property":"concept","op":"is-a","value":"b"}]}]}}},
    {"name":"tx-resource","resource":{"resourceType":"CodeSystem","url":"urn:x:new","status":"active","content":"complete","concept":[{"code":"a"},{"code":"b","concept":[{"code":"c"}]}]}}]})";
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(parameters, tree, issues));
  Request request;
  REQUIRE(request.add(*tree.root(), "valueSet"));
  const Answered answer = run(loaded(), *find_operation("ValueSet", "expand"), request);
  CHECK(has(answer, R"("contains":[{"system":"urn:x:new","code":"b"},{"system":"urn:x:new","code":"c"}])"));
  CHECK(loaded().known("urn:x:new", "a") == Terminology::Known::no_such_system);
}

TEST_CASE("subsumption needs two known codes of one system", "[terminology][operations]") {
  CHECK(has(ask("CodeSystem", "subsumes", {{"system", "http://x/cs"}, {"codeA", "animal"}, {"codeB", "dog"}}),
            R"("valueCode":"subsumes")"));
  CHECK(has(ask("CodeSystem", "subsumes", {{"codeA", "dog"}, {"codeB", "animal"}}, "cs"),
            R"("valueCode":"subsumed-by")"));
  CHECK(refused_with(ask("CodeSystem", "subsumes", {{"codingA", "http://x/cs|dog"}, {"codingB", "urn:y|w"}}), 400,
                     IssueType::invalid));
  CHECK(refused_with(ask("CodeSystem", "subsumes", {{"system", "http://x/cs"}, {"codeA", "dog"}, {"codeB", "wolf"}}),
                     404, IssueType::not_found));
}

TEST_CASE("value sets of a form that a standard defines need no resource", "[terminology][operations]") {
  CHECK(refused_with(ask("ValueSet", "expand", {{"url", "http://snomed.info/sct?fhir_vs=isa/1"}}), 404,
                     IssueType::not_found));
  CHECK(refused_with(ask("ValueSet", "expand", {{"url", "http://snomed.info/sct?fhir_vs=ecl/1"}}), 404,
                     IssueType::not_found));
  CHECK(has(ask("ValueSet", "validate-code",
                {{"url", "http://loinc.org/vs"}, {"system", "http://loinc.org"}, {"code", "718-7"}}),
            R"("valueCanonical":"http://loinc.org")"));
}

}  // namespace schakel::terminology
