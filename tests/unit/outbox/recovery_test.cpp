#include "rig.h"

#include <sys/resource.h>

#include <atomic>
#include <csignal>

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::outbox;
using namespace schakel::outbox::testing;
using Texts = std::vector<std::string>;

TEST_CASE("what was queued is delivered after a restart, in the order of commit", "[outbox][recovery]") {
  std::atomic<bool> up{false};
  Rig rig([&](std::size_t, const std::string&) { return up ? taken() : Reply{"", true, false}; });
  rig.open();
  std::string last;
  for (int i = 0; i < 10; ++i) last = rig.send(std::to_string(i), {i % 2 == 0 ? "local" : "ssin"});
  last = rig.send("10", {"local", "ssin"});
  rig.until_seen(2);
  rig.kill();
  const std::size_t before = rig.seen().size();
  up = true;
  rig.open();
  CHECK(rig.statistics().hubs[0].queued == 11);
  rig.until([&] { return rig.delivery(last).state == DeliveryState::delivered; });
  Texts after = rig.seen();
  after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(before));
  // The keys are known to be one patient's by now, so all of it is one lane.
  CHECK(after == Texts{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"});
}

TEST_CASE("what was under way when the process died is sent again where a repeat is harmless", "[outbox][recovery]") {
  Rig rig([](std::size_t n, const std::string&) { return n == 0 ? Reply{"", false, true} : taken(); });
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until_seen(1);
  rig.kill();
  rig.open();
  rig.until([&] { return rig.delivery(id).state == DeliveryState::delivered; });
  CHECK(rig.seen().size() == 2);
}

TEST_CASE("what was under way when the process died is uncertain where a repeat would do harm", "[outbox][recovery]") {
  Rig rig([](std::size_t n, const std::string&) { return n == 0 ? Reply{"", false, true} : taken(); }, "none");
  rig.open();
  const std::string id = rig.send("1", {"A"});
  const std::string next = rig.send("2", {"A"});
  rig.until_seen(1);
  rig.kill();
  rig.open();
  rig.until([&] { return rig.delivery(next).state == DeliveryState::delivered; });
  CHECK(rig.delivery(id).state == DeliveryState::uncertain);
  CHECK(rig.delivery(id).reason == "interrupted");
  CHECK(rig.seen() == Texts{"1", "2"});
}

TEST_CASE("a replay keeps its new place after a restart", "[outbox][recovery]") {
  std::atomic<bool> up{false};
  Rig rig([&](std::size_t, const std::string& body) {
    if (body == "bad" && !up) return ScriptedServer::answer(400, "");
    return up ? taken() : ScriptedServer::answer(503, "");
  });
  rig.open();
  const std::string bad = rig.send("bad", {"A"});
  rig.until([&] { return rig.delivery(bad).state == DeliveryState::parked; });
  const std::string good = rig.send("good", {"A"});
  rig.until_seen(2);
  CHECK(rig.messages().replay(bad, "", Overtaken::refuse).value().queued == 1);
  rig.kill();
  const std::size_t before = rig.seen().size();
  up = true;
  rig.open();
  rig.until([&] { return rig.delivery(bad).state == DeliveryState::delivered; });
  Texts after = rig.seen();
  after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(before));
  CHECK(after == Texts{"good", "bad"});
  CHECK(rig.delivery(bad).replays == 1);
}

TEST_CASE("a store that cannot be written answers with faults, keeps receipts, and goes on when it can",
          "[outbox][fault]") {
  Rig rig;
  rig.open();
  const std::string first = rig.send("1", {"A"});
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit none{1, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &none) == 0);
  // Delivered, but its receipt cannot be written.
  rig.until_seen(1);
  const auto refused = rig.submit(rig.message("2", {"A"}));
  rig.until([&] { return rig.statistics().store_failing; });
  const bool accepting = rig.committer().accepting();
  REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == FaultKind::unavailable);
  CHECK_FALSE(accepting);
  rig.until([&] { return rig.committer().accepting(); });
  rig.until([&] { return rig.delivery(first).state == DeliveryState::delivered; });
  const std::string third = rig.send("3", {"A"});
  rig.until([&] { return rig.delivery(third).state == DeliveryState::delivered; });
  CHECK(rig.seen() == Texts{"1", "3"});
}

TEST_CASE("a full queue is back-pressure", "[outbox][fault]") {
  Rig rig([](std::size_t, const std::string&) { return Reply{"", false, true}; });
  rig.limits.queue_entries = 3;
  rig.limits.queue_bytes = 1'000;
  rig.open();
  SECTION("in entries") {
    for (int i = 0; i < 3; ++i) rig.send("{}", {"A"});
    CHECK(rig.submit(rig.message("{}", {"A"})).error().kind == FaultKind::unavailable);
  }
  SECTION("in bytes") {
    rig.send(std::string(1'000, 'x'), {"A"});
    CHECK(rig.submit(rig.message("{}", {"A"})).error().kind == FaultKind::unavailable);
  }
  // What is not for that hub is taken.
  Submission refused = rig.message("{}", {});
  refused.entries.clear();
  refused.state = MessageState::refused;
  CHECK(rig.submit(std::move(refused)));
}

TEST_CASE("too little free disk is back-pressure", "[outbox][fault]") {
  Rig rig;
  rig.limits.free_disk_bytes = std::size_t{1} << 60;
  rig.open();
  rig.until([&] { return !rig.committer().accepting(); });
  CHECK(rig.submit(rig.message("{}", {"A"})).error().kind == FaultKind::unavailable);
}
