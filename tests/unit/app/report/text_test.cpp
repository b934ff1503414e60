#include "reports_of.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::app;
using namespace schakel::app::test;

TEST_CASE("the text for people shows the line and marks the place", "[app][report]") {
  const std::string text = as_text({judged("a/p.json", kInvalid, Severity::error)}, plain());
  CHECK(text.find("a/p.json: not valid (2 errors)\n") == 0);
  CHECK(text.find("error Patient.birthDate at line 3, column 16\n") != std::string::npos);
  CHECK(text.find("      |   \"birthDate\": \"yésterday\", \"gender\": \"x\"\n"
                  "      |                ^^^^^^^^^^^\n") != std::string::npos);
  CHECK(text.find("\x1b[") == std::string::npos);
}

TEST_CASE("colours are only written where they are wanted", "[app][report]") {
  ReportOptions options = plain();
  options.color = true;
  CHECK(as_text({judged("p.json", kInvalid)}, options).find("\x1b[31m") != std::string::npos);
}

TEST_CASE("a place far out in a line is shown with what is around it", "[app][report]") {
  std::string line = R"({"resourceType":"Patient","name":[)";
  for (int i = 0; i < 40; ++i) line += R"({"family":"Voorbeeld"},)";
  line += R"({"family":"Voorbeeld"}],"birthDate":"yesterday"})";
  const std::string text = as_text({judged("p.json", line, Severity::error)}, plain());
  const std::size_t at = text.find("\"birthDate\":\"yesterday\"");
  REQUIRE(at != std::string::npos);
  const std::size_t begin = text.rfind('\n', at) + 1;
  const std::size_t marker = text.find('^', at);
  const std::size_t marker_line = text.rfind('\n', marker) + 1;
  CHECK(text.substr(begin + (marker - marker_line), 11) == "\"yesterday\"");
}

TEST_CASE("control characters of a document do not reach the terminal", "[app][report]") {
  const std::string text =
      as_text({judged("p.json", "{\"resourceType\":\"Patient\",\"birthDate\":\"\x1b[2Jx\"}")}, plain());
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("several documents end with a summary, one does not", "[app][report]") {
  const Judged good = judged("a.json", kValid);
  const Judged bad = judged("b.json", kInvalid, Severity::error);
  CHECK(as_text({good, bad}, plain()).ends_with("2 documents: 1 valid, 1 not valid; 2 errors\n"));
  CHECK(as_text({good}, plain()).find("document") == std::string::npos);
}

TEST_CASE("a document with unchecked codes is not called valid without saying so", "[app][report]") {
  const std::string bytes =
      R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://snomed.info/sct","code":"1"}]}})";
  const Judged observation = judged("o.json", bytes);
  REQUIRE(observation.valid);
  CHECK(as_text({observation}, plain()).find("o.json: valid as far as it could be checked") == 0);
  CHECK(as_text({judged("o.json", bytes, Severity::error)}, plain()) ==
        "o.json: valid as far as it could be checked (no issues)\n");
}

TEST_CASE("a file that cannot be opened is said in one line", "[app][report]") {
  Request request;
  const Judged missing = judge_source(judge(), {"no/such.json", "no/such.json", {}}, request);
  CHECK(as_text({missing}, plain()) == "no/such.json: not read: no file at no/such.json\n");
}
