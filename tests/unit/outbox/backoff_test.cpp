#include "outbox/backoff.h"

#include <catch2/catch.hpp>

#include <set>

using namespace schakel;
using namespace schakel::outbox;

TEST_CASE("waits double up to the longest, with jitter of half", "[outbox][retry]") {
  Backoff backoff(Milliseconds{100}, Milliseconds{1'000}, 42);
  const std::int64_t whole[] = {100, 200, 400, 800, 1'000, 1'000};
  for (unsigned n = 1; n <= 6; ++n) {
    std::set<std::int64_t> seen;
    for (int i = 0; i < 200; ++i) {
      const std::int64_t wait = backoff.after(n).count();
      CHECK(wait >= whole[n - 1] / 2);
      CHECK(wait <= whole[n - 1]);
      seen.insert(wait);
    }
    CHECK(seen.size() > 20);
  }
  CHECK(backoff.after(4'000'000'000U).count() <= 1'000);
}
