#include "pipeline/fhir_in.h"

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::pipeline;

namespace {

struct Made {
  bool ok = false;
  std::string json;
  std::string first_issue;
};

Made make(std::string_view json) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(json, tree, issues));
  fhir::annotate(tree, *test::core_definitions());
  Made made;
  made.ok = make_deliverable(tree, "0190", *test::core_definitions(), issues);
  syntax::json::write(*tree.root(), made.json);
  if (!issues.empty()) made.first_issue = issues.all().front().message->id;
  return made;
}

}  // namespace

TEST_CASE("a shared resource becomes a transaction that creates it once", "[pipeline]") {
  const Made made = make(
      R"({"resourceType":"Patient","id":"1","identifier":[{"value":"no system"},{"system":"urn:x","value":"a b|c"}]})");
  CHECK(made.ok);
  CHECK(
      made.json ==
      R"({"resourceType":"Bundle","identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:0190"},"type":"transaction","entry":[{"resource":)"
      R"({"resourceType":"Patient","identifier":[{"value":"no system"},{"system":"urn:x","value":"a b|c"}]},)"
      R"("request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:x|a%20b%7Cc"}}]})");
}

TEST_CASE("a resource of the sender's own is updated under its identifier", "[pipeline]") {
  const Made made =
      make(R"({"resourceType":"CarePlan","identifier":[{"system":"urn:x","value":"1"}],"status":"active"})");
  CHECK(made.ok);
  CHECK(made.json.find(R"("request":{"method":"PUT","url":"CarePlan?identifier=urn:x|1"})") != std::string::npos);
}

TEST_CASE("a resource without identity is not deliverable", "[pipeline]") {
  const Made made = make(R"({"resourceType":"Patient","name":[{"family":"Voorbeeld"}]})");
  CHECK_FALSE(made.ok);
  CHECK(made.first_issue == "resource-without-identity");
}

TEST_CASE("creates of a transaction get their condition, or are refused", "[pipeline]") {
  const std::string with =
      R"({"resourceType":"Bundle","identifier":{"value":"m"},"type":"transaction","entry":[{"resource":{"resourceType":"Patient",)"
      R"("identifier":[{"system":"urn:x","value":"1"}]},"request":{"method":"POST","url":"Patient"}}]})";
  const Made made = make(with);
  CHECK(made.ok);
  CHECK(made.json.find(R"("ifNoneExist":"identifier=urn:x|1")") != std::string::npos);
  CHECK(made.json.find(R"("identifier":{"value":"m"})") != std::string::npos);
  const Made without =
      make(R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},)"
           R"("request":{"method":"POST","url":"Patient"}}]})");
  CHECK_FALSE(without.ok);
  CHECK(without.first_issue == "entry-not-repeatable");
  CHECK_FALSE(
      make(
          R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"Patient/1"}}]})")
          .ok);
  CHECK(
      make(
          R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/1"}}]})")
          .ok);
}

TEST_CASE("a Bundle that is no transaction is not deliverable", "[pipeline]") {
  const Made made = make(R"({"resourceType":"Bundle","type":"collection"})");
  CHECK_FALSE(made.ok);
  CHECK(made.first_issue == "bundle-not-transaction");
}
