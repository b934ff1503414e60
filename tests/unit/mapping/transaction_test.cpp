#include "mapping/transaction.h"

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <catch2/catch.hpp>

using namespace schakel;

namespace {

std::string merged(std::string_view json) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(json, tree, issues));
  fhir::annotate(tree, *test::core_definitions());
  mapping::merge_entries(tree, *test::core_definitions());
  std::string out;
  syntax::json::write(*tree.root(), out);
  return out;
}

}  // namespace

TEST_CASE("entries of one fullUrl become one that holds what each of them said", "[mapping][transaction]") {
  CHECK(
      merged(R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Practitioner","identifier":[{"system":"n","value":"1"}],"name":[{"family":"Claes"}]},"request":{"method":"POST","url":"Practitioner"}},
    {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient"}},
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Practitioner","identifier":[{"system":"l","value":"A"},{"system":"n","value":"1"}],"name":[{"family":"Claes"}],"gender":"male"},"request":{"method":"POST","url":"Practitioner"}}]})") ==
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Practitioner","identifier":[{"system":"n","value":"1"},{"system":"l","value":"A"}],"name":[{"family":"Claes"}],"gender":"male"},"request":{"method":"POST","url":"Practitioner"}},{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient"}}]})");
}

TEST_CASE("each person stands once in a care team, with all roles", "[mapping][transaction]") {
  CHECK(
      merged(
          R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"CareTeam","participant":[
    {"role":[{"text":"a"}],"member":{"reference":"urn:uuid:9"}},{"role":[{"text":"b"}],"member":{"reference":"urn:uuid:8"}},
    {"role":[{"text":"c"}],"member":{"reference":"urn:uuid:9","display":"X"}},{"role":[{"text":"a"}],"member":{"reference":"urn:uuid:9"}}]}}]})") ==
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"CareTeam","participant":[{"role":[{"text":"a"},{"text":"c"}],"member":{"reference":"urn:uuid:9","display":"X"}},{"role":[{"text":"b"}],"member":{"reference":"urn:uuid:8"}}]}}]})");
}

TEST_CASE("a person of several roles is in the team from the earliest start, without end while one role is open",
          "[mapping][transaction]") {
  const auto team = [](std::string_view first, std::string_view second) {
    return merged(
        R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"u:1","resource":{"resourceType":"CareTeam","participant":[)" +
        std::string(first) + "," + std::string(second) + "]}}]}");
  };
  const auto holds = [](const std::string& bundle, std::string_view participants) {
    return bundle.find(R"("participant":[)" + std::string(participants) + "]}") != std::string::npos;
  };
  CHECK(holds(
      team(
          R"({"role":[{"text":"a"}],"member":{"reference":"u:9"}})",
          R"({"role":[{"text":"b"}],"member":{"reference":"u:9"},"period":{"start":"2026-11-09","end":"2026-11-12"}})"),
      R"({"role":[{"text":"a"},{"text":"b"}],"member":{"reference":"u:9"},"period":{"start":"2026-11-09"}})"));
  CHECK(holds(
      team(
          R"({"role":[{"text":"a"}],"member":{"reference":"u:9"},"period":{"start":"2026-11-10","end":"2026-11-20"}})",
          R"({"role":[{"text":"b"}],"member":{"reference":"u:9"},"period":{"start":"2026-11-09","end":"2026-11-12"}})"),
      R"({"role":[{"text":"a"},{"text":"b"}],"member":{"reference":"u:9"},"period":{"start":"2026-11-09","end":"2026-11-20"}})"));
  CHECK(holds(team(R"({"role":[{"text":"a"}],"member":{"reference":"u:9"},"period":{"end":"2026-11-20"}})",
                   R"({"role":[{"text":"b"}],"member":{"reference":"u:9"}})"),
              R"({"role":[{"text":"a"},{"text":"b"}],"member":{"reference":"u:9"}})"));
}

TEST_CASE("a second type of one choice does not join the first", "[mapping][transaction]") {
  CHECK(
      merged(R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"u:1","resource":{"resourceType":"Patient","deceasedBoolean":true}},{"fullUrl":"u:1","resource":{"resourceType":"Patient","deceasedDateTime":"2026"}}]})") ==
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"u:1","resource":{"resourceType":"Patient","deceasedBoolean":true}}]})");
}

TEST_CASE("other bundles are left alone", "[mapping][transaction]") {
  const std::string_view history =
      R"({"resourceType":"Bundle","type":"history","entry":[{"fullUrl":"u:1"},{"fullUrl":"u:1"}]})";
  CHECK(merged(history) == history);
}
