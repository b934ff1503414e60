#include "transport/address.h"

#include <catch2/catch.hpp>

using namespace schakel::transport;

TEST_CASE("an address is an IP address and a port", "[transport]") {
  const auto four = parse_address("127.0.0.1:8080");
  REQUIRE(four);
  CHECK(four->loopback());
  CHECK(four->port == 8080);
  const auto six = parse_address("[::1]:2575");
  REQUIRE(six);
  CHECK(six->loopback());
  CHECK(six->text() == "[::1]:2575");
  CHECK(parse_address("localhost:0")->host == "127.0.0.1");
  const auto open = parse_address("0.0.0.0:80");
  REQUIRE(open);
  CHECK_FALSE(open->loopback());
}

TEST_CASE("what is no address is a fault that quotes it", "[transport]") {
  for (const char* text :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:80x", "example.org:80", ":80"}) {
    CHECK_FALSE(parse_address(text));
  }
}
