#include "outbox/shared_gate.h"

#include <catch2/catch.hpp>

using namespace schakel::outbox;
using Entries = std::vector<Entry*>;

TEST_CASE("two that may make the same resource go one after the other, until it is there", "[outbox][shared]") {
  SharedGate gate;
  Entry a;
  Entry b;
  Entry c;
  Entry other;
  a.shared = b.shared = c.shared = {1, 2};
  other.shared = {3};
  Entries again;
  CHECK(gate.enter(a));
  CHECK_FALSE(gate.enter(b));
  CHECK_FALSE(gate.enter(c));
  CHECK(gate.enter(other));
  SECTION("it was delivered") {
    gate.leave(a, true, again);
    CHECK(again == Entries{&b, &c});
    CHECK(gate.enter(b));
    CHECK(gate.enter(c));
    gate.leave(b, true, again);
    gate.leave(c, false, again);
    CHECK(again == Entries{&b, &c});
  }
  SECTION("it was not") {
    gate.leave(a, false, again);
    CHECK(gate.enter(b));
    CHECK_FALSE(gate.enter(c));
  }
}

TEST_CASE("what is there already holds up nobody, what is new does", "[outbox][shared]") {
  SharedGate gate;
  Entry first;
  first.shared = {1};
  Entries again;
  REQUIRE(gate.enter(first));
  gate.leave(first, true, again);
  Entry a;
  Entry b;
  a.shared = {1, 5};
  b.shared = {5, 6};
  CHECK(gate.enter(a));
  CHECK_FALSE(gate.enter(b));
  gate.leave(a, true, again);
  CHECK(again == Entries{&b});
}

TEST_CASE("shared keys are kept as digests, each once", "[outbox][shared]") {
  const std::string stored =
      write_shared({"Organization?identifier=a", "Organization?identifier=b", "Organization?identifier=a"});
  CHECK(stored.size() == 24);
  CHECK(read_shared(stored).size() == 2);
  CHECK(read_shared("").empty());
}
