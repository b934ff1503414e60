#include "reports_of.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::app;
using namespace schakel::app::test;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("one document gives an OperationOutcome, several a Bundle with one each", "[app][report]") {
  const std::string one = as_json({judged("a.json", kInvalid)}, plain());
  CHECK(one.find("{\n  \"resourceType\": \"OperationOutcome\"") == 0);
  const std::string two = as_json({judged("a.json", kInvalid), judged("b.json", kValid)}, plain());
  CHECK(two.find(R"({"resourceType":"Bundle","type":"collection")") == 0);
  CHECK(count(two, R"("resourceType":"OperationOutcome")") == 2);
  CHECK(two.find(R"("valueString":"a.json")") != std::string::npos);
}

TEST_CASE("the XML of a report says what its JSON says", "[app][report]") {
  const std::string xml = as_xml({judged("a.json", kInvalid)}, plain());
  CHECK(xml.find("<OperationOutcome xmlns=\"http://hl7.org/fhir\">") != std::string::npos);
  CHECK(count(xml, "<severity value=\"error\"/>") == 2);
  CHECK(as_xml({judged("a.json", kInvalid), judged("b.json", kValid)}, plain()).find("<Bundle xmlns=") !=
        std::string::npos);
}

TEST_CASE("the Bundle of a report has no fault of structure itself", "[app][report]") {
  const Judged again =
      judged("report.json", as_json({judged("a.json", kValid), judged("b.json", kValid)}, plain()), Severity::error);
  for (const Issue& issue : again.issues.all()) UNSCOPED_INFO(issue.expression << ": " << text_of(issue, true));
  CHECK(again.valid);
}

TEST_CASE("lines of NDJSON count in the file", "[app][report]") {
  Request request;
  const Judged line =
      judge_source(judge(), {"a.ndjson:7", {}, R"({"resourceType":"Patient","birthDate":"x"})", 7}, request);
  CHECK(as_json({line}, plain()).find("\"valueInteger\": 7") != std::string::npos);
}
