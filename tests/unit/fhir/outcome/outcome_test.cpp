#include "fhir/outcome/outcome.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhir;

namespace {
constexpr Message kWrong{"wrong-date", "'{0}' is no date"};
}

TEST_CASE("an issue names its place in the document and in the local message", "[fhir][outcome]") {
  Issues issues;
  Issue& issue = issues.add(Severity::error, IssueType::value, kWrong, {Argument::value(DataText("x\"y"))});
  issue.expression = "Patient.birthDate";
  issue.definition = "http://example.org/p#Patient.birthDate";
  issue.span = {4, 5};
  issue.origin = {"PID-7", {8, 9}};
  std::string out;
  write_outcome(issues, {.document = "a\nb\ncd", .origin = "MSH\rPID|x", .file = {}, .first = {}, .pretty = false},
                out);
  CHECK(
      out ==
      R"({"resourceType":"OperationOutcome","issue":[{"extension":[)"
      R"({"url":"http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line","valueInteger":3},)"
      R"({"url":"http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col","valueInteger":1},)"
      R"({"url":"http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id","valueString":"wrong-date"},)"
      R"({"url":"https://schakel.example/fhir/StructureDefinition/issue-origin","extension":[{"url":"path","valueString":"PID-7"},)"
      R"({"url":"line","valueInteger":2},{"url":"column","valueInteger":5}]}],)"
      R"("severity":"error","code":"value","details":{"coding":[{"system":"https://schakel.example/fhir/CodeSystem/message",)"
      R"("code":"wrong-date"}],"text":"'x\"y' is no date"},"diagnostics":"http://example.org/p#Patient.birthDate",)"
      R"("expression":["Patient.birthDate"]}]})");
}

TEST_CASE("no issues make an outcome that says so", "[fhir][outcome]") {
  std::string out;
  write_outcome(Issues(), {}, out);
  CHECK(out.find(R"("severity":"information")") != std::string::npos);
  CHECK(out.find("No issues") != std::string::npos);
}

TEST_CASE("what was counted and not kept is said", "[fhir][outcome]") {
  Issues issues(1);
  for (int i = 0; i < 3; ++i) issues.add(Severity::warning, IssueType::value, kWrong);
  std::string out;
  write_outcome(issues, {}, out);
  CHECK(out.find("2 more issues") != std::string::npos);
}
