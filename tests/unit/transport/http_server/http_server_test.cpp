#include "transport/http_server/http_server.h"

#include "unit/transport/client.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace schakel;
using namespace schakel::transport;

namespace {

// Answers with what it got; `/later` from another thread, `/never` drops its reply, `/large` with a megabyte.
class Echo final : public HttpHandler {
 public:
  void handle(const HttpRequest& request, HttpReply reply) override {
    HttpAnswer answer{.status = 200, .media_type = "text/plain", .body = {}, .fields = "X-Test: 1\r\n"};
    answer.body = "[" + std::string(request.method()) + " " + std::string(request.path()) + " " +
                  std::string(request.query()) + " " + std::string(request.field("x-name").value_or("-")) + " " +
                  std::string(request.body()) + "]";
    if (request.path() == "/large") answer.body = std::string(1024 * 1024, 'l') + "]";
    if (request.path() == "/never") return;
    if (request.path() == "/later") {
      std::thread([moved = std::move(answer), to = std::move(reply)]() mutable { to.send(std::move(moved)); }).detach();
      return;
    }
    reply.send(std::move(answer));
  }
  HttpAnswer refusal(int status, std::string_view reason) override {
    return {
        .status = status, .media_type = "text/plain", .body = "refused: " + std::string(reason) + "]", .fields = {}};
  }
};

struct Running {
  Echo echo;
  Loops loops{2};
  std::unique_ptr<HttpServer> server;

  explicit Running(Limits limits = {}, HttpTimes times = {}) {
    server = std::move(*HttpServer::listen({"127.0.0.1", 0}, limits, times, loops, echo));
    loops.start();
  }
  ~Running() {
    server->stop();
    loops.stop();
  }
  [[nodiscard]] std::uint16_t port() const { return server->address().port; }
  [[nodiscard]] std::string ask(std::string_view request) const {
    Client client(port());
    client.send(request);
    return client.read_until("]");
  }
};

std::string post(std::string_view body, std::string_view fields = "") {
  return "POST /x?q=1 HTTP/1.1\r\nHost: h\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace

TEST_CASE("a request is answered with its parts in place", "[transport][http]") {
  const Running running;
  const std::string answer = running.ask(post("content", "X-Name: value\r\n"));
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "));
  CHECK(answer.find("X-Test: 1\r\n") != std::string::npos);
  CHECK(answer.find("\r\nDate: ") != std::string::npos);
  CHECK(answer.ends_with("[POST /x q=1 value content]"));
}

TEST_CASE("pipelined requests are answered in order on one connection", "[transport][http]") {
  const Running running;
  Client client(running.port());
  client.send(post("one") + "GET /later HTTP/1.1\r\nHost: h\r\n\r\n" + "\r\n" + post("three"));
  const std::string answers = client.read_until("]", 3);
  const auto one = answers.find("one]");
  const auto two = answers.find("GET /later");
  const auto three = answers.find("three]");
  CHECK(one != std::string::npos);
  CHECK(one < two);
  CHECK(two < three);
}

TEST_CASE("a request is read however its bytes are split", "[transport][http]") {
  const Running running;
  Client client(running.port());
  for (const char c : post("slow", "X-Name: v\r\n")) client.send({&c, 1});
  CHECK(client.read_until("]").ends_with("[POST /x q=1 v slow]"));
}

TEST_CASE("chunked bodies are put together and the next request is found", "[transport][http]") {
  const Running running;
  Client client(running.port());
  client.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;ext=1\r\n \r\n");
  client.send("5\r\nworld\r\n0\r\nTrailer: t\r\n\r\n" + post("next"));
  const std::string answers = client.read_until("]", 2);
  CHECK(answers.find("[POST /c  - hello world]") != std::string::npos);
  CHECK(answers.ends_with("[POST /x q=1 - next]"));
}

TEST_CASE("100-continue is sent when the body is awaited, other expectations are refused", "[transport][http]") {
  const Running running;
  Client client(running.port());
  client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  CHECK(client.read_until("]").ends_with("[POST /e  - body]"));
  CHECK(running.ask("POST /e HTTP/1.1\r\nHost: h\r\nExpect: tea\r\nContent-Length: 4\r\n\r\nbody")
            .starts_with("HTTP/1.1 417 "));
}

TEST_CASE("HEAD has the length and no body", "[transport][http]") {
  const Running running;
  Client client(running.port());
  client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\nGET /g HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string all = client.read_all();
  CHECK(all.find("Content-Length: 13\r\n") != std::string::npos);
  CHECK(all.find("[HEAD") == std::string::npos);
  CHECK(all.ends_with("[GET /g  - ]"));
  CHECK(all.find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("HTTP/1.0 closes unless asked to stay", "[transport][http]") {
  const Running running;
  Client closes(running.port());
  closes.send("GET /a HTTP/1.0\r\n\r\n");
  CHECK(closes.read_all().ends_with("]"));
  Client stays(running.port());
  stays.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(stays.read_until("]").find("Connection: keep-alive\r\n") != std::string::npos);
}

TEST_CASE("what is no request is refused with its status and the connection ends", "[transport][http]") {
  const Running running;
  const std::pair<const char*, const char*> cases[] = {
      {"nonsense\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", "400"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc", "501"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400"},
  };
  for (const auto& [request, status] : cases) {
    Client client(running.port());
    client.send(request);
    client.end_of_input();
    INFO(request);
    CHECK(client.read_all().starts_with(std::string("HTTP/1.1 ") + status));
  }
}

TEST_CASE("a body at the limit is taken, one byte more is 413", "[transport][http]") {
  Limits limits;
  limits.message_bytes = 100'000;
  const Running running(limits);
  CHECK(running.ask(post(std::string(100'000, 'b'))).starts_with("HTTP/1.1 200"));
  CHECK(running.ask(post(std::string(100'001, 'b'))).starts_with("HTTP/1.1 413"));
  const std::string chunk = "c350\r\n" + std::string(50'000, 'c') + "\r\n";
  const std::string head = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(running.ask(head + chunk + chunk + "0\r\n\r\n").starts_with("HTTP/1.1 200"));
  CHECK(running.ask(head + chunk + chunk + "1\r\nx\r\n0\r\n\r\n").starts_with("HTTP/1.1 413"));
}

TEST_CASE("a header at the limit is taken, one byte more is 431", "[transport][http]") {
  Limits limits;
  limits.http_header_bytes = 2000;
  const Running running(limits);
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  const std::string fits = start + std::string(2000 - start.size() - 4, 'x') + "\r\n\r\n";
  CHECK(running.ask(fits).starts_with("HTTP/1.1 200"));
  CHECK(running.ask(start + std::string(2000 - start.size() - 3, 'x') + "\r\n\r\n").starts_with("HTTP/1.1 431"));
  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 101; ++i) many += "a:b\r\n";
  CHECK(running.ask(many + "\r\n").starts_with("HTTP/1.1 431"));
}

TEST_CASE("a large answer arrives whole and a dropped reply is 500", "[transport][http]") {
  const Running running;
  Client client(running.port());
  client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.read_until("]").size() > 1024 * 1024);
  client.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.read_until("]").starts_with("HTTP/1.1 500"));
}

TEST_CASE("a header that does not come in time is 408", "[transport][http]") {
  HttpTimes times;
  times.header = std::chrono::seconds(0);
  const Running running({}, times);
  Client client(running.port());
  client.send("GET / HTTP/1.1\r\nHo");
  CHECK(client.read_all().starts_with("HTTP/1.1 408"));
}

TEST_CASE("connections over the limit are told so", "[transport][http]") {
  Limits limits;
  limits.connections = 1;
  const Running running(limits);
  Client first(running.port());
  first.send(post("a"));
  CHECK(first.read_until("]").starts_with("HTTP/1.1 200"));
  CHECK(running.ask(post("b")).starts_with("HTTP/1.1 503"));
}

TEST_CASE("draining answers what was asked, then ends", "[transport][http]") {
  Running running;
  Client idle(running.port());
  idle.send(post("a"));
  CHECK(idle.read_until("]").ends_with("a]"));
  running.server->stop();
  running.loops.drain();
  CHECK(idle.read_all().empty());
}

TEST_CASE("query parameters are decoded", "[transport][http]") {
  CHECK(query_parameter("a=1&b=x%20y+z&c", "b") == "x y z");
  CHECK(query_parameter("a=1&b=2", "c") == std::nullopt);
  CHECK(query_parameter("c", "c") == "");
  CHECK(query_parameter("a=%zz", "a") == std::nullopt);
  CHECK(percent_decoded("a+b%2Fc") == "a+b/c");
}
