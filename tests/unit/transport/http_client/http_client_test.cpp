#include "transport/http_client/http_client.h"

#include "support/scripted_server.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::transport;
using schakel::testing::closed_port;
using schakel::testing::ScriptedServer;

namespace {

using Reply = ScriptedServer::Reply;

std::unique_ptr<HttpClient> client() {
  auto made = HttpClient::create(16);
  REQUIRE(made);
  return std::move(*made);
}

ClientResponse exchange(HttpClient& http, ClientRequest request) {
  std::optional<ClientResponse> answer;
  REQUIRE(http.send(std::move(request), [&answer](ClientResponse a) { answer = std::move(a); }));
  while (!answer) http.run(Milliseconds{10'000});
  return *answer;
}

ClientRequest post(const std::string& url, std::string body = "{}") {
  ClientRequest request;
  request.url = url;
  request.body = std::move(body);
  request.headers = {{"Content-Type", "application/fhir+json"}, {"X-Test", "1"}};
  return request;
}

}  // namespace

TEST_CASE("a request goes out as it was given and the answer comes back whole", "[transport]") {
  ScriptedServer::Request seen;
  ScriptedServer server([&seen](const ScriptedServer::Request& r) {
    seen = r;
    return ScriptedServer::answer(201, "made", "X-Thing:  a b \r\n");
  });
  const auto http = client();
  const std::string body(300'000, 'x');
  const ClientResponse answer = exchange(*http, post(server.url(), body));
  CHECK(answer.status == 201);
  CHECK(answer.complete);
  CHECK(answer.sent);
  CHECK(answer.error.empty());
  CHECK(answer.body == "made");
  CHECK(std::count(answer.headers.begin(), answer.headers.end(),
                   std::pair<std::string, std::string>("x-thing", "a b")) == 1);
  CHECK(seen.head.rfind("POST /fhir HTTP/1.1\r\n", 0) == 0);
  CHECK(seen.head.find("Expect") == std::string::npos);
  CHECK(seen.head.find("X-Test: 1\r\n") != std::string::npos);
  CHECK(seen.body == body);
  ClientRequest get;
  get.method = "GET";
  get.url = server.url("/x");
  CHECK(exchange(*http, get).status == 201);
  CHECK(seen.head.rfind("GET /x HTTP/1.1\r\n", 0) == 0);
  CHECK(server.connections() == 1);
}

TEST_CASE("many requests are under way at once", "[transport]") {
  ScriptedServer server([](const ScriptedServer::Request& r) { return ScriptedServer::answer(200, r.body); });
  const auto http = client();
  std::size_t good = 0;
  std::size_t done = 0;
  for (int i = 0; i < 200; ++i) {
    REQUIRE(http->send(post(server.url(), std::to_string(i)), [&good, &done, i](const ClientResponse& a) {
      good += a.body == std::to_string(i) ? 1 : 0;
      ++done;
    }));
  }
  CHECK(http->in_flight() == 200);
  while (done < 200) http->run(Milliseconds{10'000});
  CHECK(good == 200);
}

TEST_CASE("who does not listen got nothing", "[transport]") {
  const auto http = client();
  const ClientResponse answer = exchange(*http, post("http://127.0.0.1:" + std::to_string(closed_port()) + "/"));
  CHECK(answer.status == 0);
  CHECK_FALSE(answer.sent);
  CHECK_FALSE(answer.complete);
  CHECK(answer.error == "connect");
}

TEST_CASE("a connection that ends without an answer may have taken effect", "[transport]") {
  ScriptedServer server([](const ScriptedServer::Request&) { return Reply{"", true, false}; });
  const auto http = client();
  const ClientResponse answer = exchange(*http, post(server.url()));
  CHECK(answer.status == 0);
  CHECK(answer.sent);
  CHECK(answer.error == "reset");
}

TEST_CASE("a request on a kept connection that dies is not sent twice", "[transport]") {
  std::atomic<int> requests{0};
  ScriptedServer server([&requests](const ScriptedServer::Request&) {
    return ++requests == 1 ? ScriptedServer::answer(200, "{}") : Reply{"", true, false};
  });
  const auto http = client();
  CHECK(exchange(*http, post(server.url())).status == 200);
  const ClientResponse answer = exchange(*http, post(server.url()));
  CHECK(answer.error == "reset");
  CHECK(answer.sent);
  CHECK(requests == 2);
}

TEST_CASE("half an answer is known as such", "[transport]") {
  ScriptedServer server([](const ScriptedServer::Request&) {
    return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half", true, false};
  });
  const auto http = client();
  const ClientResponse answer = exchange(*http, post(server.url()));
  CHECK(answer.status == 200);
  CHECK_FALSE(answer.complete);
  CHECK(answer.error == "partial");
}

TEST_CASE("an answer has bounds in size and time", "[transport]") {
  ScriptedServer server([](const ScriptedServer::Request& r) {
    return r.body == "late" ? Reply{"", false, true} : ScriptedServer::answer(200, std::string(1000, 'x'));
  });
  const auto http = client();
  ClientRequest exact = post(server.url());
  exact.max_answer_bytes = 1000;
  CHECK(exchange(*http, exact).complete);
  ClientRequest one_less = post(server.url());
  one_less.max_answer_bytes = 999;
  const ClientResponse large = exchange(*http, one_less);
  CHECK_FALSE(large.complete);
  CHECK(large.error == "too-large");
  ClientRequest late = post(server.url(), "late");
  late.timeout = Milliseconds{50};
  const ClientResponse timeout = exchange(*http, late);
  CHECK(timeout.status == 0);
  CHECK(timeout.sent);
  CHECK(timeout.error == "timeout");
}

TEST_CASE("what is under way can be ended, and urls are checked", "[transport]") {
  ScriptedServer server([](const ScriptedServer::Request&) { return Reply{"", false, true}; });
  const auto http = client();
  std::string error;
  REQUIRE(http->send(post(server.url()), [&error](const ClientResponse& a) { error = a.error; }));
  http->wake();
  http->run(Milliseconds{10'000});
  http->abort();
  CHECK(error == "aborted");
  CHECK(http->in_flight() == 0);
  for (const char* url : {"", "hub", "ftp://127.0.0.1/", "file:///etc/hosts", "http://"}) {
    CHECK(http->send(post(url), [](const ClientResponse&) {}).error().kind == FaultKind::invalid);
  }
}
