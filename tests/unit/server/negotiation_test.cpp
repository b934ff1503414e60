#include "server/negotiation.h"

#include "server/answers.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::server;

namespace {

// The media type a client gets, `406`, with `+pretty` behind it.
std::string got(std::string_view query, std::optional<std::string_view> accept,
                std::optional<std::string_view> content_type = std::nullopt) {
  const AnswerFormat format = answer_format(query, accept, content_type);
  if (!format.acceptable) return "406";
  std::string type = !format.media_type.empty() ? format.media_type : format.xml ? "fhir+xml" : "fhir+json";
  return type + (format.pretty ? "+pretty" : "");
}

}  // namespace

TEST_CASE("the Accept field decides the syntax of an answer", "[server][negotiation]") {
  CHECK(got("", std::nullopt) == "fhir+json");
  CHECK(got("", "") == "fhir+json");
  CHECK(got("", "*/*") == "fhir+json");
  CHECK(got("", "application/fhir+xml") == "fhir+xml");
  CHECK(got("", "Application/FHIR+XML;charset=utf-8") == "fhir+xml");
  CHECK(got("", "application/fhir+json; fhirVersion=4.0") == "fhir+json");
  CHECK(got("", "application/fhir+json;q=0.2, application/fhir+xml;q=0.9") == "fhir+xml");
  CHECK(got("", "application/fhir+xml, application/fhir+json") == "fhir+xml");
  CHECK(got("", "text/html, application/fhir+xml;q=0.1, */*;q=0.01") == "fhir+xml");
  CHECK(got("", "text/html,*/*;q=0.8") == "fhir+json");
}

TEST_CASE("generic media types are answered by their own names", "[server][negotiation]") {
  CHECK(got("", "application/xml") == "application/xml");
  CHECK(got("", "text/xml") == "text/xml");
  CHECK(got("", "application/json") == "application/json");
}

TEST_CASE("what FHIR is not written in is not acceptable", "[server][negotiation]") {
  CHECK(got("", "text/turtle") == "406");
  CHECK(got("", "application/fhir+xml;q=0") == "406");
  CHECK(got("", "application/fhir+json; fhirVersion=3.0") == "406");
  CHECK(got("_format=ttl", "application/fhir+json") == "406");
}

TEST_CASE("_format is stronger than Accept", "[server][negotiation]") {
  CHECK(got("_format=xml", "application/fhir+json") == "fhir+xml");
  CHECK(got("_format=json", "application/fhir+xml") == "fhir+json");
  CHECK(got("_format=application/fhir%2Bxml", std::nullopt) == "fhir+xml");
  CHECK(got("_format=application/fhir+xml", std::nullopt) == "fhir+xml");  // the `+` of a query is a space
  CHECK(got("_pretty=true&_format=text/xml", std::nullopt) == "text/xml+pretty");
}

TEST_CASE("who sends XML and does not say what it accepts gets XML", "[server][negotiation]") {
  CHECK(got("", std::nullopt, "application/fhir+xml; charset=utf-8") == "fhir+xml");
  CHECK(got("", "*/*", "application/xml") == "fhir+xml");
  CHECK(got("", "application/fhir+json", "application/fhir+xml") == "fhir+json");
  CHECK(got("", std::nullopt, "application/hl7-v2") == "fhir+json");
}

TEST_CASE("FHIR comes in under its own and generic media types", "[server][negotiation]") {
  CHECK(is_fhir("application/fhir+json"));
  CHECK(is_fhir("APPLICATION/FHIR+XML; charset=\"UTF-8\"; fhirVersion=4.0"));
  CHECK(is_fhir("text/xml"));
  CHECK_FALSE(is_fhir("application/fhir+json; fhirVersion=5.0"));
  CHECK_FALSE(is_fhir("application/fhir+xml; charset=iso-8859-1"));
  CHECK_FALSE(is_fhir("text/turtle"));
  CHECK_FALSE(is_fhir("json"));
  CHECK_FALSE(is_fhir(""));
}

TEST_CASE("an answer in JSON becomes XML with its elements in order", "[server][negotiation]") {
  transport::HttpAnswer answer = outcome_answer(404, "not <here>");
  rewrite(answer, answer_format("_format=xml", std::nullopt, std::nullopt), *test::core_definitions());
  CHECK(answer.media_type == "application/fhir+xml");
  CHECK(answer.body ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OperationOutcome xmlns=\"http://hl7.org/fhir\"><issue><severity "
        "value=\"error\"/><code value=\"not-found\"/><details><text value=\"not &lt;here&gt;\"/></details></issue>"
        "</OperationOutcome>");
}

TEST_CASE("an answer that is no FHIR stays as it is", "[server][negotiation]") {
  transport::HttpAnswer answer = json_answer(R"({"status":"ok"})");
  rewrite(answer, answer_format("", "application/fhir+xml", std::nullopt), *test::core_definitions());
  CHECK(answer.media_type == "application/json");
  CHECK(answer.body == R"({"status":"ok"})");
}

TEST_CASE("_pretty lays an answer out for people", "[server][negotiation]") {
  transport::HttpAnswer answer = outcome_answer(404, "nothing");
  rewrite(answer, answer_format("_pretty=true", std::nullopt, std::nullopt), *test::core_definitions());
  CHECK(answer.media_type == "application/fhir+json");
  CHECK(answer.body.starts_with("{\n  \"resourceType\": \"OperationOutcome\",\n"));
}
