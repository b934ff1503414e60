#include "server/http_endpoints.h"

#include <catch2/catch.hpp>

using schakel::server::endpoints;
using schakel::server::path_matches;

namespace {

std::string id_in(std::string_view pattern, std::string_view path) {
  std::string_view id = "no match";
  return path_matches(pattern, path, id) ? std::string(id) : std::string("-");
}

}  // namespace

TEST_CASE("paths match their patterns whole", "[server]") {
  CHECK(id_in("/messages/{id}", "/messages/42") == "42");
  CHECK(id_in("/messages/{id}", "/messages/42/") == "42");
  CHECK(id_in("/messages/{id}", "/messages/") == "-");
  CHECK(id_in("/messages/{id}", "/messages/42/x") == "-");
  CHECK(id_in("/messages/{id}/$replay", "/messages/42/$replay") == "42");
  CHECK(id_in("/messages/{id}/$replay", "/messages//$replay") == "-");
  CHECK(id_in("/messages", "/messages/42") == "-");
  CHECK(id_in("/messages", "/messagesx") == "-");
}

TEST_CASE("no two endpoints stand at one place", "[server]") {
  for (const auto& one : endpoints()) {
    int same = 0;
    for (const auto& other : endpoints()) same += one.method == other.method && one.path == other.path ? 1 : 0;
    CHECK(same == 1);
  }
}
