#include "pipeline/workers.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>

using schakel::pipeline::Workers;

TEST_CASE("workers finish what is queued before they end", "[pipeline]") {
  std::atomic<int> done{0};
  {
    Workers workers(2, 100);
    for (int i = 0; i < 50; ++i) CHECK(workers.run([&](unsigned worker) { done += worker < 2 ? 1 : 100; }));
  }
  CHECK(done == 50);
}

TEST_CASE("a full queue takes no more work, nor does one that was stopped", "[pipeline]") {
  std::promise<void> go;
  const std::shared_future<void> started = go.get_future().share();
  std::promise<void> busy;
  Workers workers(1, 2);
  REQUIRE(workers.run([&](unsigned) {
    busy.set_value();
    started.wait();
  }));
  busy.get_future().wait();
  CHECK(workers.run([](unsigned) {}));
  CHECK(workers.run([](unsigned) {}));
  CHECK_FALSE(workers.run([](unsigned) {}));
  go.set_value();
  workers.stop();
  CHECK_FALSE(workers.run([](unsigned) {}));
}
