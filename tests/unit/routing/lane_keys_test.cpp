#include "routing/lane_keys.h"

#include "syntax/json/reader.h"
#include "tree/tree.h"

#include <catch2/catch.hpp>

using namespace schakel;
using Keys = std::vector<std::string>;

namespace {

const std::string kSsin = std::string(R"({"system":")") + std::string(routing::kSsinSystem) + R"(","value":")";

Keys keys_of(const std::string& entries, std::string_view issuer = "hospital") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const std::string text = R"({"resourceType":"Bundle","type":"transaction","entry":[)" + entries + "]}";
  REQUIRE(syntax::json::read(text, tree, issues));
  return routing::lane_keys(*tree.root(), issuer);
}

std::string patient(const std::string& identifiers) {
  return R"({"resource":{"resourceType":"Patient","identifier":[)" + identifiers + "]}}";
}

}  // namespace

TEST_CASE("a patient's local numbers come first, then the valid national number, however it is written", "[routing]") {
  const std::string ssin = std::string(routing::kSsinSystem) + "|85073003328";
  CHECK(keys_of(patient(kSsin + R"(85.07.30-033.28"},{"system":"urn:h","value":"12"},{"value":"7"})")) ==
        Keys{"urn:h|12", "hospital|7", ssin});
  CHECK(keys_of(patient(kSsin + R"(85073003328"})")) == Keys{ssin});
}

TEST_CASE("a national number whose check digits are wrong links nobody", "[routing]") {
  CHECK(keys_of(patient(kSsin + R"(85073003329"},)" + kSsin + R"(00000000000"},{"system":"urn:h","value":"12"})")) ==
        Keys{"urn:h|12"});
}

TEST_CASE("who is born from 2000 on has other check digits", "[routing]") {
  // 97 - (2000000000 + 10101001) mod 97
  const std::uint64_t check = 97 - (2'000'000'000 + std::uint64_t{10'101'001}) % 97;
  const std::string number = "010101001" + std::string(check < 10 ? "0" : "") + std::to_string(check);
  CHECK(keys_of(patient(kSsin + number + R"("})")) == Keys{std::string(routing::kSsinSystem) + '|' + number});
}

TEST_CASE("equal keys count once and empty ones not", "[routing]") {
  CHECK(keys_of(patient(R"({"system":"urn:h","value":"12"},{"system":"urn:h","value":"12"},{"system":"urn:h"})")) ==
        Keys{"urn:h|12"});
}

TEST_CASE("without a Patient the subject counts", "[routing]") {
  CHECK(
      keys_of(
          R"({"resource":{"resourceType":"Observation","subject":{"identifier":{"system":"urn:h","value":"12"}}}})") ==
      Keys{"urn:h|12"});
  CHECK(keys_of(R"({"resource":{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/5"}}},
                   {"resource":{"resourceType":"Coverage","beneficiary":{"reference":"Patient/5"}}})") ==
        Keys{"hospital|Patient/5"});
}

TEST_CASE("a Bundle about nobody has no keys", "[routing]") {
  CHECK(
      keys_of(
          R"({"resource":{"resourceType":"Organization"}},{"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"}}})")
          .empty());
  CHECK(keys_of(R"({"fullUrl":"urn:uuid:1"})").empty());
}

TEST_CASE("a thousand numbers are not a thousand keys", "[routing]") {
  std::string identifiers;
  for (int i = 0; i < 1000; ++i)
    identifiers += (i == 0 ? "" : ",") + std::string(R"({"system":"s","value":")") + std::to_string(i) + "\"}";
  CHECK(keys_of(patient(identifiers)).size() == 64);
}
