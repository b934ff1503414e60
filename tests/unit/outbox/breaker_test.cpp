#include "outbox/breaker.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::outbox;

namespace {

const TimePoint kStart{Milliseconds{1'000'000}};
Breaker breaker() { return {3, Backoff(Milliseconds{100}, Milliseconds{400}, 7)}; }

}  // namespace

TEST_CASE("the circuit opens after failures in a row and lets one probe through", "[outbox][breaker]") {
  Breaker b = breaker();
  b.failed(kStart, {});
  b.failed(kStart, {});
  CHECK_FALSE(b.open());
  CHECK(b.allowed(kStart, 16) == 16);
  b.failed(kStart, {});
  CHECK(b.open());
  CHECK(b.allowed(kStart, 16) == 0);
  CHECK(b.until() > kStart);
  CHECK(b.allowed(b.until(), 16) == 1);
  b.succeeded();
  CHECK_FALSE(b.open());
  CHECK(b.allowed(kStart, 16) == 16);
}

TEST_CASE("a success in between keeps the circuit closed", "[outbox][breaker]") {
  Breaker b = breaker();
  for (int i = 0; i < 10; ++i) {
    b.failed(kStart, {});
    b.failed(kStart, {});
    b.succeeded();
  }
  CHECK_FALSE(b.open());
}

TEST_CASE("probes that fail wait longer, failures of what was under way do not", "[outbox][breaker]") {
  Breaker b = breaker();
  for (int i = 0; i < 3; ++i) b.failed(kStart, {});
  const TimePoint first = b.until();
  for (int i = 0; i < 10; ++i) b.failed(kStart, {});
  CHECK(b.until() == first);
  b.failed(first, {});
  CHECK(b.until() - first >= Milliseconds{100});
}

TEST_CASE("a pause that the hub asked for holds with a closed circuit too", "[outbox][breaker]") {
  Breaker b = breaker();
  b.failed(kStart, Milliseconds{5'000});
  CHECK_FALSE(b.open());
  CHECK(b.allowed(kStart + Milliseconds{4'999}, 16) == 0);
  CHECK(b.allowed(kStart + Milliseconds{5'000}, 16) == 16);
}
