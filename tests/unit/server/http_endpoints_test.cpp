#include "server/http_endpoints.h"

#include <catch2/catch.hpp>

using schakel::server::endpoints;
using schakel::server::path_matches;
using schakel::server::PathParts;
using schakel::server::with_plain_dollars;

namespace {

// `type/id` as the path has them.
std::string parts_in(std::string_view pattern, std::string_view path) {
  PathParts parts;
  if (!path_matches(pattern, path, parts)) return "-";
  return parts.type.empty() ? std::string(parts.id) : std::string(parts.type) + '/' + std::string(parts.id);
}

}  // namespace

TEST_CASE("an escaped dollar is a dollar", "[server]") {
  CHECK(with_plain_dollars("/fhir/ValueSet/%24expand") == "/fhir/ValueSet/$expand");
  CHECK(with_plain_dollars("%24%2424%") == "$$24%");
  CHECK(with_plain_dollars("/fhir") == "/fhir");
}

TEST_CASE("paths match their patterns whole", "[server]") {
  CHECK(parts_in("/messages/{id}", "/messages/42") == "42");
  CHECK(parts_in("/messages/{id}", "/messages/42/") == "42");
  CHECK(parts_in("/messages/{id}", "/messages/") == "-");
  CHECK(parts_in("/messages/{id}", "/messages/42/x") == "-");
  CHECK(parts_in("/messages/{id}/$replay", "/messages/42/$replay") == "42");
  CHECK(parts_in("/messages/{id}/$replay", "/messages//$replay") == "-");
  CHECK(parts_in("/messages", "/messages/42") == "-");
  CHECK(parts_in("/messages", "/messagesx") == "-");
  CHECK(parts_in("/fhir/{type}/$validate", "/fhir/Patient/$validate") == "Patient/");
  CHECK(parts_in("/fhir/{type}/$validate", "/fhir/$validate") == "-");
  CHECK(parts_in("/fhir/{type}/{id}/$validate", "/fhir/Patient/p1/$validate") == "Patient/p1");
  CHECK(parts_in("/fhir/{type}/{id}/$validate", "/fhir/Patient/$validate") == "-");
  CHECK(parts_in("/fhir/{type}/{id}", "/fhir/$meta/p1") == "-");
  CHECK(parts_in("/fhir/{type}/{id}", "/fhir/Patient/p1/x") == "-");
}

TEST_CASE("no two endpoints stand at one place", "[server]") {
  for (const auto& one : endpoints()) {
    int same = 0;
    for (const auto& other : endpoints()) same += one.method == other.method && one.path == other.path ? 1 : 0;
    CHECK(same == 1);
  }
}
