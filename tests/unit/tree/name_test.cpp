#include "tree/name.h"

#include "base/arena.h"

#include <catch2/catch.hpp>

using namespace schakel;

TEST_CASE("equal names are one entry and a received name never enters the table", "[name]") {
  Arena arena;
  CHECK(Name::intern("birthDate") == Name::intern("birthDate"));
  CHECK_FALSE(Name::intern("birthDate") == Name::intern("deathDate"));
  const Name local = Name::lookup("nobody-ever-defined-this", arena);
  CHECK(Name::find("nobody-ever-defined-this").empty());
  CHECK(local == Name::lookup("nobody-ever-defined-this", arena));
}

TEST_CASE("a name that was local before it became known still compares equal", "[name]") {
  Arena arena;
  const Name local = Name::lookup("lateComer", arena);
  CHECK(local == Name::intern("lateComer"));
  CHECK(local.hash() == Name::intern("lateComer").hash());
}
