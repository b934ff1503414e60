#include "hubs/registry.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::hubs;

namespace {

constexpr const char* kFull =
    R"({"title": "t", "kind": "fhir_rest", "format": "application/fhir+json", "mechanism": "none",
  "searches": {"Provenance": ["patient", "_tag"]},
  "answers": [{"status": 422, "issue": "duplicate", "then": "retry", "times": 3, "reason": "duplicate", "note": "n"}]})";

Target target() {
  Target t;
  t.name = "hub";
  t.url = "https://hub.example/fhir";
  return t;
}

}  // namespace

TEST_CASE("a description says what a hub is", "[hubs]") {
  const auto d = parse_description("x", kFull);
  REQUIRE(d);
  CHECK(d->kind == "fhir_rest");
  CHECK(d->mechanism == Mechanism::none);
  CHECK(d->searches_provenance_tag);
  REQUIRE(d->answers.size() == 1);
  CHECK(d->answers[0].status == 422);
  CHECK(d->answers[0].issue_code == "duplicate");
  CHECK(d->answers[0].times == 3);
}

TEST_CASE("the shipped descriptions can be read", "[hubs]") {
  for (const auto& file : std::filesystem::directory_iterator("profiles/hubs")) {
    CAPTURE(file.path().string());
    const auto d = read_description("profiles", file.path().stem().string());
    REQUIRE(d);
    CHECK(make_hub(*d, target()));
  }
}

TEST_CASE("a faulty description is refused with its file and key", "[hubs]") {
  for (const char* json :
       {"", "{", "{}", R"({"kind": "fhir_rest"})", R"({"kind": "k", "format": "f", "colour": 1})",
        R"({"kind": "k", "format": "f", "mechanism": "hope"})",
        R"({"kind": "k", "format": "f", "answers": [{"status": 4}]})",
        R"({"kind": "k", "format": "f", "answers": [{"status": "4", "then": "park", "reason": "r"}]})",
        R"({"kind": "k", "format": "f", "answers": [{"status": 4, "then": "sing", "reason": "r"}]})"}) {
    CAPTURE(json);
    const auto d = parse_description("x", json);
    REQUIRE_FALSE(d);
    CHECK(d.error().kind == FaultKind::invalid);
    CHECK(d.error().message.find("x.json") != std::string::npos);
  }
  CHECK(read_description("profiles", "absent").error().kind == FaultKind::not_found);
  CHECK(read_description("profiles", "../../etc/x").error().kind == FaultKind::invalid);
}

TEST_CASE("a hub that cannot be reached as configured is refused", "[hubs]") {
  const auto d = parse_description("x", kFull);
  REQUIRE(d);
  CHECK(make_hub(*d, target()));
  Target t = target();
  t.url = "hub.example";
  CHECK(make_hub(*d, t).error().kind == FaultKind::invalid);
  t = target();
  t.auth = Auth::bearer;
  CHECK_FALSE(make_hub(*d, t));
  t.token = "a\r\nX: y";
  CHECK_FALSE(make_hub(*d, t));
  t.token = "secret";
  CHECK(make_hub(*d, t));
  t = target();
  t.auth = Auth::client_certificate;
  CHECK_FALSE(make_hub(*d, t));
  t.auth = Auth::oauth2_client_credentials;
  CHECK(make_hub(*d, t).error().message.find("not supported") != std::string::npos);
  Description unknown = *d;
  unknown.kind = "carrier-pigeon";
  CHECK_FALSE(make_hub(unknown, target()));
}
