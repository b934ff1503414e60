#include "pipeline/test_label.h"

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <catch2/catch.hpp>

using namespace schakel;

TEST_CASE("every resource of a test message says so", "[pipeline]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"p","active":true}},)"
      R"({"resource":{"resourceType":"Encounter","meta":{"profile":["urn:p"]},"status":"planned"}}]})",
      tree, issues));
  fhir::annotate(tree, *test::core_definitions());
  pipeline::label_as_test(tree, *test::core_definitions());
  std::string json;
  syntax::json::write(*tree.root(), json);
  const std::string label =
      R"("security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST","display":"test health data"}])";
  CHECK(json == R"({"resourceType":"Bundle","meta":{)" + label +
                    R"(},"type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"p","meta":{)" +
                    label +
                    R"(},"active":true}},{"resource":{"resourceType":"Encounter","meta":{"profile":["urn:p"],)" +
                    label + R"(},"status":"planned"}}]})");
}
