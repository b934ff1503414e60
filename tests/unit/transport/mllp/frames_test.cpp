#include "transport/mllp/frames.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace schakel::transport;
using Kind = Frame::Kind;

namespace {

struct Seen {
  Kind kind;
  std::string content;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> frames(std::string_view bytes, std::size_t step, std::size_t limit = 1000) {
  FrameReader reader(limit);
  std::vector<Seen> seen;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.add(bytes.substr(at, step));
    for (Frame f = reader.next(); f.kind != Kind::none; f = reader.next())
      seen.push_back({f.kind, std::string(f.content)});
  }
  return seen;
}

const std::string kA = "\x0bMSH|a\r\x1c\r";
const std::string kB = "\x0bMSH|b\rPID|\r\x1c\r";

}  // namespace

TEST_CASE("frames are found however the bytes are split", "[transport][mllp]") {
  const std::string bytes = "junk" + kA + "\r\n" + kB + kA + "more";
  const std::vector<Seen> expected = {
      {Kind::whole, "MSH|a\r"}, {Kind::whole, "MSH|b\rPID|\r"}, {Kind::whole, "MSH|a\r"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) CHECK(frames(bytes, step) == expected);
}

TEST_CASE("a lone end mark is content, and a line feed ends a frame too", "[transport][mllp]") {
  const std::string bytes = "\x0bMSH|\x1c|x\r\x1c\n" + kA;
  const std::vector<Seen> expected = {{Kind::whole, "MSH|\x1c|x\r"}, {Kind::whole, "MSH|a\r"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) CHECK(frames(bytes, step) == expected);
}

TEST_CASE("a frame that is followed by a start at once is whole", "[transport][mllp]") {
  const std::string bytes = std::string("\x0bMSH|a\r\x1c") + kB;
  const std::vector<Seen> expected = {{Kind::whole, "MSH|a\r"}, {Kind::whole, "MSH|b\rPID|\r"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) CHECK(frames(bytes, step) == expected);
}

TEST_CASE("a frame that another one interrupts is handed out as cut short", "[transport][mllp]") {
  const std::string bytes = "\x0bMSH|half" + kB;
  const std::vector<Seen> expected = {{Kind::cut_short, "MSH|half"}, {Kind::whole, "MSH|b\rPID|\r"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) CHECK(frames(bytes, step) == expected);
}

TEST_CASE("a frame at the limit is whole, one byte more is too large, the next one is read", "[transport][mllp]") {
  const std::string at_limit(20, 'x');
  for (std::size_t step = 1; step < 40; ++step) {
    CHECK(frames("\x0b" + at_limit + "\x1c\r", step, 20) == std::vector<Seen>{{Kind::whole, at_limit}});
    const auto over = frames("\x0b" + at_limit + "y\x1c\r" + kA, step, 20);
    REQUIRE(over.size() == 2);
    CHECK(over[0].kind == Kind::too_large);
    CHECK(over[0].content.substr(0, 20) == at_limit);
    CHECK(over[1] == Seen{Kind::whole, "MSH|a\r"});
  }
}

TEST_CASE("an oversized frame is skipped in bounded memory and keeps its beginning", "[transport][mllp]") {
  FrameReader reader(100'000);
  reader.add("\x0bMSH|control|");
  std::size_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    reader.add(std::string(10'000, 'x'));
    REQUIRE(reader.next().kind == Kind::none);
    most = std::max(most, reader.held());
  }
  CHECK(most < 120'000);
  reader.add("\x1c\r" + kA);
  const Frame large = reader.next();
  CHECK(large.kind == Kind::too_large);
  CHECK(large.content.substr(0, 12) == "MSH|control|");
  CHECK(reader.next().content == "MSH|a\r");
}

TEST_CASE("junk is counted and an unfinished frame is known", "[transport][mllp]") {
  FrameReader reader(100);
  reader.add("12345\x0bMSH");
  CHECK(reader.next().kind == Kind::none);
  CHECK(reader.junk() == 5);
  CHECK(reader.inside());
}
