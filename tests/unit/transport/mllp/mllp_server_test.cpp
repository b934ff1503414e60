#include "transport/mllp/mllp_server.h"

#include "unit/transport/client.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace schakel;
using namespace schakel::transport;

namespace {

// Answers each frame with `A:` and its content, from another thread. `busy` is answered at the third attempt only.
class Acknowledger final : public MllpHandler {
 public:
  void handle(const Frame& frame, unsigned, unsigned attempt, MllpReply reply) override {
    std::string answer = (frame.kind == Frame::Kind::whole       ? "A:"
                          : frame.kind == Frame::Kind::too_large ? "L:"
                                                                 : "C:") +
                         std::string(frame.content);
    if (frame.content == "busy" && attempt < 2) return reply.later();
    std::thread([to = std::move(reply), moved = std::move(answer)]() mutable {
      if (moved == "A:two") {
        to.send(std::vector<std::string>{"1", "2"});
      } else if (moved == "A:none") {
        to.send({});
      } else {
        to.send(std::vector<std::string>{moved});
      }
    }).detach();
  }
};

struct Running {
  Acknowledger handler;
  Loops loops{2};
  std::unique_ptr<MllpServer> server;

  explicit Running(Limits limits = {}) {
    server = std::move(
        *MllpServer::listen({"127.0.0.1", 0}, limits, {.retry = std::chrono::milliseconds(1)}, loops, handler));
    loops.start();
  }
  ~Running() {
    server->stop();
    loops.stop();
  }
};

std::string framed(std::string_view content) {
  std::string out;
  append_frame(out, content);
  return out;
}

}  // namespace

TEST_CASE("frames of a connection are answered in order", "[transport][mllp]") {
  const Running running;
  Client client(running.server->address().port);
  std::string all;
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    all += "\r\n" + framed("m" + std::to_string(i));
    expected += framed("A:m" + std::to_string(i));
  }
  client.send(all);
  CHECK(client.read_until("\x1c\r", 50) == expected);
}

TEST_CASE("a frame may have several answers, or none", "[transport][mllp]") {
  const Running running;
  Client client(running.server->address().port);
  client.send(framed("two") + framed("none") + framed("x"));
  CHECK(client.read_until("\x1c\r", 3) == framed("1") + framed("2") + framed("A:x"));
}

TEST_CASE("a frame that cannot be taken now is handed in again, the next one waits", "[transport][mllp]") {
  const Running running;
  Client client(running.server->address().port);
  client.send(framed("busy") + framed("next"));
  CHECK(client.read_until("\x1c\r", 2) == framed("A:busy") + framed("A:next"));
}

TEST_CASE("an oversized frame is answered and the one after it is read", "[transport][mllp]") {
  Limits limits;
  limits.message_bytes = 10;
  const Running running(limits);
  Client client(running.server->address().port);
  client.send(framed("12345678901") + framed("next"));
  const std::string answers = client.read_until("\x1c\r", 2);
  CHECK(answers.starts_with("\x0bL:1234567890"));
  CHECK(answers.ends_with(framed("A:next")));
}

TEST_CASE("draining closes connections that wait", "[transport][mllp]") {
  Running running;
  Client client(running.server->address().port);
  client.send(framed("x"));
  CHECK(client.read_until("\x1c\r") == framed("A:x"));
  running.server->stop();
  running.loops.drain();
  CHECK(client.read_all().empty());
}
