#include "storage/message_id.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::storage;

TEST_CASE("an id is a UUIDv7 and reads back as itself", "[storage]") {
  ManualClock clock;
  MessageIds ids(clock, 0);
  const MessageId id = ids.next();
  const std::string text = id.text();
  REQUIRE(text.size() == 36);
  CHECK(text[14] == '7');
  CHECK(std::string("89ab").find(text[19]) != std::string::npos);
  CHECK(MessageId::parse(text) == id);
  CHECK(id.time() == clock.now());
}

TEST_CASE("ids rise within a millisecond, past its counter, and when the clock is set back", "[storage]") {
  ManualClock clock;
  MessageIds ids(clock, 0);
  MessageId last = ids.next();
  for (int i = 0; i < 10'000; ++i) {
    if (i == 5'000) clock.advance(Milliseconds{-60'000});
    const MessageId next = ids.next();
    REQUIRE(next.row > last.row);
    REQUIRE(next.text() > last.text());
    last = next;
  }
  MessageIds restarted(clock, last.row);
  CHECK(restarted.next().row > last.row);
}

TEST_CASE("what is not one of our ids is none", "[storage]") {
  for (const char* text : {"", "x", "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d-8694-439b-aea5-966c26f8ad91",
                           "0190163d-8694-739b-1ea5-966c26f8ad91", "0190163D-8694-739b-aea5-966c26f8ad91",
                           "0190163d_8694-739b-aea5-966c26f8ad91", "f190163d-8694-739b-aea5-966c26f8ad91"}) {
    CHECK_FALSE(MessageId::parse(text).has_value());
  }
  CHECK(MessageId::parse("0190163d-8694-739b-aea5-966c26f8ad91").has_value());
}
