#include "base/arena.h"

#include <catch2/catch.hpp>

#include <string>

using schakel::Arena;

TEST_CASE("an arena keeps copies alive across blocks", "[arena]") {
  Arena arena(32);
  const std::string_view first = arena.copy("first");
  for (int i = 0; i < 100; ++i) arena.copy(std::string(100, 'x'));
  CHECK(first == "first");
}

TEST_CASE("an arena hands out aligned memory and objects larger than a block", "[arena]") {
  Arena arena(64);
  arena.allocate(1, 1);
  CHECK(reinterpret_cast<std::uintptr_t>(arena.allocate(8, 8)) % 8 == 0);
  auto big = arena.array<int>(100'000);
  big.back() = 7;
  CHECK(big.back() == 7);
}

TEST_CASE("a reset arena keeps one block and serves the next exchange from it", "[arena]") {
  Arena arena(64);
  arena.array<char>(5000);
  arena.reset();
  const std::size_t before = arena.reserved();
  arena.array<char>(5000);
  CHECK(arena.reserved() == before);
}
