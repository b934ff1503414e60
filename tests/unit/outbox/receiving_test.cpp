#include "rig.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::outbox;
using namespace schakel::outbox::testing;

namespace {

Submission keyed(Rig& rig, const std::string& content, const std::string& answer) {
  Submission s = rig.message(content, {"A"});
  s.receiving_key = "ward|HIS|M1";
  s.answer = answer;
  return s;
}

}  // namespace

TEST_CASE("the same message again gets the first answer and has no second effect", "[outbox][receiving]") {
  Rig rig;
  rig.open();
  const auto first = rig.submit(keyed(rig, "content", "first"));
  REQUIRE(first);
  CHECK(first->kind == Committed::Kind::stored);
  rig.kill();
  rig.open();
  const auto again = rig.submit(keyed(rig, "content", "second"));
  REQUIRE(again);
  CHECK(again->kind == Committed::Kind::repeated);
  CHECK(again->id == first->id);
  CHECK(again->answer == "first");
  CHECK(again->answer_media_type == "application/hl7-v2");
  CHECK(again->answer_status == 202);
  rig.until([&] { return rig.delivery(first->id).state == DeliveryState::delivered; });
  CHECK(rig.seen().size() == 1);
  CHECK(rig.messages().list({}).value().messages.size() == 1);
}

TEST_CASE("a key outlives its content only for the window", "[outbox][receiving]") {
  Rig rig;
  rig.open();
  REQUIRE(rig.submit(keyed(rig, "content", "first")));
  rig.clock.advance(Milliseconds{std::int64_t{7} * 24 * 3600 * 1000 + 1});
  const auto later = rig.submit(keyed(rig, "content", "second"));
  REQUIRE(later);
  CHECK(later->kind == Committed::Kind::stored);
  CHECK_FALSE(later->control_id_reused);
}

TEST_CASE("other content under the same key is a new message, flagged, and each has its own repeats",
          "[outbox][receiving]") {
  Rig rig;
  rig.open();
  const auto a = rig.submit(keyed(rig, "a", "answer a"));
  const auto b = rig.submit(keyed(rig, "b", "answer b"));
  REQUIRE(a);
  REQUIRE(b);
  CHECK(b->kind == Committed::Kind::stored);
  CHECK(b->control_id_reused);
  CHECK(rig.detail(b->id).summary.control_id_reused);
  CHECK(rig.submit(keyed(rig, "b", "")).value().answer == "answer b");
  CHECK(rig.submit(keyed(rig, "a", "")).value().answer == "answer a");
  CHECK(rig.submit(keyed(rig, "c", "answer c")).value().control_id_reused);
}

TEST_CASE("an Idempotency-Key with other content is refused and kept", "[outbox][receiving]") {
  Rig rig;
  rig.open();
  Submission a = keyed(rig, "a", "answer a");
  a.refuse_reused_key = true;
  REQUIRE(rig.submit(std::move(a)));
  Submission b = keyed(rig, "b", "answer b");
  b.refuse_reused_key = true;
  const auto refused = rig.submit(std::move(b));
  REQUIRE(refused);
  CHECK(refused->kind == Committed::Kind::reused_refused);
  const MessageDetail detail = rig.detail(refused->id);
  CHECK(detail.summary.refused);
  CHECK(detail.summary.deliveries.empty());
  CHECK(detail.answer_status == 422);
}

TEST_CASE("a refused message is judged anew", "[outbox][receiving]") {
  Rig rig;
  rig.open();
  Submission refused = keyed(rig, "content", "no");
  refused.state = MessageState::refused;
  refused.entries.clear();
  REQUIRE(rig.submit(std::move(refused)));
  const auto accepted = rig.submit(keyed(rig, "content", "yes"));
  REQUIRE(accepted);
  CHECK(accepted->kind == Committed::Kind::stored);
  CHECK(rig.submit(keyed(rig, "content", "")).value().answer == "yes");
  CHECK(rig.statistics().refused_total == 1);
  CHECK(rig.statistics().repeated_total == 1);
}
