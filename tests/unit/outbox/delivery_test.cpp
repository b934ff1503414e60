#include "rig.h"
#include "storage/sqlite/sqlite_store.h"

#include <algorithm>
#include <atomic>

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::outbox;
using namespace schakel::outbox::testing;
using Texts = std::vector<std::string>;

namespace {

Reply status(int code, const std::string& headers = "") {
  return ScriptedServer::answer(
      code, R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]})", headers);
}

bool is(Rig& rig, const std::string& id, DeliveryState state) { return rig.delivery(id).state == state; }

}  // namespace

TEST_CASE("a message is delivered and its receipt kept", "[outbox]") {
  Rig rig;
  rig.open();
  const std::string id = rig.send("{\"a\":1}", {"A"});
  rig.until([&] { return is(rig, id, DeliveryState::delivered); });
  CHECK(rig.seen() == Texts{"{\"a\":1}"});
  const MessageDetail detail = rig.detail(id);
  CHECK(detail.bytes == "MSH|{\"a\":1}");
  CHECK(detail.answer == "MSA|AA");
  CHECK(detail.deliveries[0].locations == Texts{"Patient/1"});
  CHECK(detail.summary.deliveries[0].attempts == 1);
  CHECK(rig.statistics().hubs[0].queued == 0);
  CHECK(rig.statistics().hubs[0].queued_bytes == 0);
  CHECK(rig.statistics().hubs[0].delivered_total == 1);
}

TEST_CASE("a payload that is the message itself is stored once and sent as it came", "[outbox]") {
  Rig rig;
  rig.open();
  Submission s = rig.message("", {"A"});
  s.bytes = "{\"resourceType\":\"Bundle\"}";
  const auto committed = rig.submit(std::move(s));
  REQUIRE(committed);
  rig.until([&] { return is(rig, committed->id, DeliveryState::delivered); });
  CHECK(rig.seen() == Texts{"{\"resourceType\":\"Bundle\"}"});
  CHECK(rig.detail(committed->id).deliveries[0].payload == "{\"resourceType\":\"Bundle\"}");
}

TEST_CASE("the next of a lane leaves when the receipt of the one before it is on disk", "[outbox][order]") {
  std::atomic<int> early{0};
  Rig* self = nullptr;
  std::vector<std::string> ids;
  std::mutex mutex;
  Rig rig([&](std::size_t, const std::string& body) {
    auto other = open_messages(self->data());
    const std::lock_guard lock(mutex);
    const auto n = static_cast<std::size_t>(std::stoi(body));
    for (std::size_t i = 0; i < n; ++i) {
      auto before = (*other)->read(ids[i]);
      if ((*before)->summary.deliveries[0].state != DeliveryState::delivered) ++early;
    }
    return taken();
  });
  self = &rig;
  rig.open();
  {
    const std::lock_guard lock(mutex);
    for (int i = 0; i < 20; ++i) ids.push_back(rig.send(std::to_string(i), {"A"}));
  }
  rig.until([&] { return is(rig, ids.back(), DeliveryState::delivered); });
  CHECK(early == 0);
  Texts expected;
  for (int i = 0; i < 20; ++i) expected.push_back(std::to_string(i));
  CHECK(rig.seen() == expected);
}

TEST_CASE("a patient whose hub does not answer holds up nobody else", "[outbox][order]") {
  Rig rig([](std::size_t, const std::string& body) { return body == "stuck" ? Reply{"", false, true} : taken(); });
  rig.open();
  rig.send("stuck", {"A"});
  const std::string behind = rig.send("behind", {"A"});
  const std::string other = rig.send("other", {"B"});
  rig.until([&] { return is(rig, other, DeliveryState::delivered); });
  CHECK(is(rig, behind, DeliveryState::queued));
}

TEST_CASE("a message that carries both keys of a patient waits for both lanes, and later ones wait for it",
          "[outbox][order]") {
  std::atomic<bool> let{false};
  Rig rig([&](std::size_t, const std::string& body) { return body[0] == 's' && !let ? status(503) : taken(); });
  rig.hub.breaker_failures = 1000;
  rig.open();
  rig.send("s-local", {"local"});
  rig.send("s-ssin", {"ssin"});
  const std::string both = rig.send("both", {"local", "ssin"});
  rig.send("after-local", {"local"});
  const std::string last = rig.send("after-ssin", {"ssin"});
  rig.until_seen(2);
  CHECK(rig.seen().size() == 2);
  let = true;
  rig.until([&] {
    rig.clock.advance(Milliseconds{100});
    return is(rig, last, DeliveryState::delivered);
  });
  Texts order = rig.seen();
  order.erase(order.begin(), std::find(order.begin(), order.end(), "both"));
  CHECK(order == Texts{"both", "after-local", "after-ssin"});
  CHECK(is(rig, both, DeliveryState::delivered));
}

TEST_CASE("a hub that is busy is asked again, not sooner than it said", "[outbox][retry]") {
  Rig rig([](std::size_t n, const std::string&) { return n == 0 ? status(503, "Retry-After: 30\r\n") : taken(); });
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until([&] { return rig.delivery(id).reason == "busy"; });
  CHECK(is(rig, id, DeliveryState::queued));
  rig.clock.advance(Milliseconds{29'999});
  for (int i = 0; i < 10; ++i) rig.step();
  CHECK(rig.seen().size() == 1);
  rig.clock.advance(Milliseconds{1});
  rig.until([&] { return is(rig, id, DeliveryState::delivered); });
  CHECK(rig.delivery(id).attempts == 2);
}

TEST_CASE("a conflict is tried some times and then parked with what the hub said", "[outbox][retry]") {
  Rig rig([](std::size_t, const std::string&) { return status(409); });
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until([&] {
    rig.clock.advance(Milliseconds{60'000});
    return is(rig, id, DeliveryState::parked);
  });
  CHECK(rig.seen().size() == 5);
  CHECK(rig.delivery(id).reason == "conflict");
  CHECK(rig.detail(id).deliveries[0].outcome.find("processing") != std::string::npos);
  CHECK(rig.statistics().hubs[0].parked == 1);
  CHECK(rig.statistics().hubs[0].queued == 0);
}

TEST_CASE("an answer that was lost is asked for again where a repeat is harmless", "[outbox][retry]") {
  Rig rig([](std::size_t n, const std::string&) {
    if (n == 0) return Reply{"", true, false};
    if (n == 1) return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", true, false};
    return taken();
  });
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until([&] {
    rig.clock.advance(Milliseconds{1'000});
    return is(rig, id, DeliveryState::delivered);
  });
  CHECK(rig.seen().size() == 3);
}

TEST_CASE("an answer that was lost makes a delivery uncertain where a repeat would do harm", "[outbox][retry]") {
  Rig rig([](std::size_t n, const std::string&) { return n == 0 ? Reply{"", true, false} : taken(); }, "none");
  rig.open();
  const std::string id = rig.send("1", {"A"});
  const std::string next = rig.send("2", {"A"});
  rig.until([&] { return is(rig, next, DeliveryState::delivered); });
  CHECK(is(rig, id, DeliveryState::uncertain));
  CHECK(rig.delivery(id).reason == "reset");
  CHECK(rig.seen() == Texts{"1", "2"});
  // By hand only.
  CHECK(rig.messages().replay(id, "", Overtaken::refuse).value().overtaken == 1);
  CHECK(rig.messages().replay(id, "", Overtaken::allow).value().queued == 1);
  rig.until([&] { return is(rig, id, DeliveryState::delivered); });
}

TEST_CASE("a hub that is down is probed by one request at a time", "[outbox][breaker]") {
  std::atomic<bool> up{false};
  Rig rig([&](std::size_t, const std::string&) { return up ? taken() : status(503); });
  rig.hub.breaker_failures = 4;
  rig.hub.concurrency = 4;
  rig.open();
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(rig.send(std::to_string(i), {"patient" + std::to_string(i)}));
  rig.until([&] {
    rig.step();
    return rig.statistics().hubs[0].circuit_open;
  });
  // The requests that were on their way when it opened come in first.
  rig.until([&] {
    rig.step();
    return rig.statistics().hubs[0].in_flight == 0;
  });
  const std::size_t before = rig.seen().size();
  CHECK(before <= 8);
  rig.clock.advance(Milliseconds{60'000});
  rig.until_seen(before + 1);
  for (int i = 0; i < 10; ++i) rig.step();
  CHECK(rig.seen().size() == before + 1);
  up = true;
  rig.until([&] {
    rig.clock.advance(Milliseconds{10'000});
    return rig.statistics().hubs[0].delivered_total == 50;
  });
}

TEST_CASE("a message that a hub cannot digest is parked while others pass", "[outbox][retry]") {
  Rig rig([](std::size_t, const std::string& body) { return body == "poison" ? status(500) : taken(); });
  rig.hub.poison_attempts = 3;
  rig.hub.breaker_failures = 100;
  rig.open();
  const std::string id = rig.send("poison", {"A"});
  int n = 0;
  rig.until([&] {
    rig.send("fine", {"B" + std::to_string(n++)});
    rig.clock.advance(Milliseconds{60'000});
    for (int i = 0; i < 5; ++i) rig.step();
    return is(rig, id, DeliveryState::parked);
  });
  CHECK(rig.delivery(id).reason == "server-error");
}

TEST_CASE("a hub that fails everything parks nothing", "[outbox][retry]") {
  Rig rig([](std::size_t, const std::string&) { return status(500); });
  rig.hub.poison_attempts = 2;
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until([&] {
    rig.clock.advance(Milliseconds{120'000});
    return rig.seen().size() >= 10;
  });
  CHECK(is(rig, id, DeliveryState::queued));
}

TEST_CASE("after a refusal the lane goes on by default, or waits where that is the policy", "[outbox][park]") {
  const auto refuse_first = [](std::size_t n, const std::string&) { return n == 0 ? status(422) : taken(); };
  SECTION("goes on") {
    Rig rig(refuse_first);
    rig.open();
    const std::string first = rig.send("1", {"A"});
    const std::string second = rig.send("2", {"A"});
    rig.until([&] { return is(rig, second, DeliveryState::delivered); });
    CHECK(is(rig, first, DeliveryState::parked));
    CHECK(rig.delivery(first).reason == "refused");
    CHECK(rig.messages().replay(first, "hub", Overtaken::refuse).value().overtaken == 1);
    CHECK(rig.messages().replay(second, "", Overtaken::allow).value().not_replayable == 1);
  }
  SECTION("waits") {
    Rig rig(refuse_first);
    rig.hub.after_park = AfterPark::waits;
    rig.open();
    const std::string first = rig.send("1", {"A"});
    const std::string second = rig.send("2", {"A"});
    rig.until([&] { return is(rig, first, DeliveryState::parked); });
    for (int i = 0; i < 10; ++i) rig.step();
    CHECK(is(rig, second, DeliveryState::queued));
    rig.kill();
    rig.open();
    for (int i = 0; i < 10; ++i) rig.step();
    CHECK(rig.seen().size() == 1);
    CHECK(rig.messages().replay(first, "", Overtaken::refuse).value().queued == 1);
    rig.until([&] { return is(rig, second, DeliveryState::delivered); });
    CHECK(rig.seen() == Texts{"1", "1", "2"});
    CHECK(rig.delivery(first).replays == 1);
  }
}

TEST_CASE("an entry can be parked from the start", "[outbox][park]") {
  Rig rig;
  rig.open();
  Submission s = rig.message("{}", {"A"});
  s.entries[0].parked_reason = "invalid";
  const auto committed = rig.submit(std::move(s));
  REQUIRE(committed);
  for (int i = 0; i < 10; ++i) rig.step();
  CHECK(rig.delivery(committed->id).reason == "invalid");
  CHECK(rig.seen().empty());
  CHECK(rig.messages().replay(committed->id, "", Overtaken::refuse).value().queued == 1);
  rig.until([&] { return is(rig, committed->id, DeliveryState::delivered); });
}

TEST_CASE("what was set aside behind others keeps its place where the lane waits for it", "[outbox][park]") {
  std::atomic<bool> up{false};
  Rig rig([&](std::size_t, const std::string&) { return up ? taken() : status(503); });
  rig.hub.after_park = AfterPark::waits;
  rig.hub.breaker_failures = 1000;
  rig.open();
  rig.send("1", {"A"});
  Submission aside = rig.message("2", {"A"});
  aside.entries[0].parked_reason = "invalid";
  const auto second = rig.submit(std::move(aside));
  REQUIRE(second);
  const std::string third = rig.send("3", {"A"});
  rig.until_seen(1);
  CHECK(rig.messages().replay(second->id, "", Overtaken::refuse).value().queued == 1);
  up = true;
  rig.until([&] {
    rig.clock.advance(Milliseconds{1'000});
    return is(rig, third, DeliveryState::delivered);
  });
  Texts order = rig.seen();
  order.erase(std::unique(order.begin(), order.end()), order.end());
  CHECK(order == Texts{"1", "2", "3"});
}

TEST_CASE("transactions that may make the same shared resource do not overlap at the hub", "[outbox][shared]") {
  std::atomic<int> at_once{0};
  std::atomic<int> most{0};
  std::atomic<bool> made{false};
  Rig rig([&](std::size_t, const std::string&) {
    const int now = ++at_once;
    if (!made) {
      int before = most;
      while (before < now && !most.compare_exchange_weak(before, now)) {
      }
    }
    --at_once;
    return taken();
  });
  rig.open();
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    Submission s = rig.message(std::to_string(i), {"patient" + std::to_string(i)});
    s.entries[0].shared_keys = {"Organization?identifier=o"};
    ids.push_back(rig.submit(std::move(s)).value().id);
  }
  rig.until_seen(1);
  CHECK(rig.seen().size() == 1);
  rig.until([&] {
    made = rig.statistics().hubs[0].delivered_total > 0;
    return rig.statistics().hubs[0].delivered_total == ids.size();
  });
  CHECK(most == 1);
}

TEST_CASE("another process can ask for a replay", "[outbox][park]") {
  Rig rig([](std::size_t n, const std::string&) { return n == 0 ? status(400) : taken(); });
  rig.open();
  const std::string id = rig.send("{}", {"A"});
  rig.until([&] { return is(rig, id, DeliveryState::parked); });
  auto other = open_messages(rig.data());
  REQUIRE(other);
  CHECK((*other)->replay(id, "", Overtaken::refuse).value().queued == 1);
  rig.until([&] { return is(rig, id, DeliveryState::delivered); });
  CHECK(open_messages(rig.data() / "nowhere").error().kind == FaultKind::not_found);
}
