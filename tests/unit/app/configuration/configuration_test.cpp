#include "app/configuration/configuration.h"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace schakel;
using namespace schakel::app;

namespace {

std::string error_of(const std::string& text) {
  const auto parsed = parse_configuration(text, "schakel.yaml");
  return parsed ? std::string("accepted") : parsed.error().message;
}

}  // namespace

TEST_CASE("one hub is all that must be configured", "[app][configuration]") {
  const auto parsed = parse_configuration("hubs:\n  region:\n    url: http://127.0.0.1:9000/fhir/\n", "f");
  REQUIRE(parsed);
  CHECK(parsed->hubs.front().target.url == "http://127.0.0.1:9000/fhir");
  CHECK(parsed->http.front().text() == "127.0.0.1:8080");
  REQUIRE(parsed->channels.size() == 1);
  CHECK(parsed->channels.front().channel.name == "default");
  CHECK(parsed->channels.front().channel.hubs == std::vector<std::string>{"region"});
  CHECK(parsed->channels.front().mllp.front().text() == "127.0.0.1:2575");
  CHECK(parsed->limits.message_bytes == Limits().message_bytes);
}

TEST_CASE("every key is read", "[app][configuration]") {
  ::setenv("SCHAKEL_TEST_TOKEN", "secret", 1);
  const auto parsed = parse_configuration(R"(
http: ["127.0.0.1:1", "[::1]:2"]
insecure: true
threads: 3
store: {data: /tmp/x}
hubs:
  a: {url: "http://h/a", is: special, auth: bearer, token: {environment: SCHAKEL_TEST_TOKEN}, concurrency: 4, after_park: waits}
  b: {url: "http://h/b"}
channels:
  - {name: one, format: hl7v2, charset: 8859/1, organization: "71", convert: pass_through, on_invalid: park, on_invalid_fhir: deliver,
     accept_test: false, hubs: b, mllp: "127.0.0.1:3"}
limits: {message_bytes: 2 MB, depth: 7}
)",
                                          "f");
  REQUIRE(parsed);
  CHECK(parsed->http.size() == 2);
  CHECK(parsed->insecure);
  CHECK(parsed->threads == 3);
  CHECK(parsed->data == "/tmp/x");
  const HubConfiguration& hub = parsed->hubs.front();
  CHECK(hub.target.token == "secret");
  CHECK(hub.target.auth == hubs::Auth::bearer);
  CHECK(hub.description == "special");
  CHECK(hub.concurrency == 4);
  CHECK(hub.after_park == outbox::AfterPark::waits);
  const pipeline::Channel& channel = parsed->channels.front().channel;
  CHECK(channel.conversion == pipeline::Conversion::pass_through);
  CHECK(channel.on_invalid == pipeline::OnInvalid::park);
  CHECK(channel.on_invalid_fhir == pipeline::OnInvalid::deliver);
  CHECK_FALSE(channel.accept_test);
  CHECK(channel.hubs == std::vector<std::string>{"b"});
  CHECK(parsed->limits.message_bytes == 2 * 1024 * 1024);
  CHECK(parsed->limits.depth == 7);
}

TEST_CASE("what is wrong is named with its line", "[app][configuration]") {
  const std::string hub = "hubs: {a: {url: 'http://h'}}\n";
  CHECK(error_of(hub + "prot: 1\n") == "schakel.yaml:2:1: unknown key `prot` in the file");
  CHECK(error_of("hubs:\n  a:\n    url: http://h\n    ulr: x\n") == "schakel.yaml:4:5: unknown key `ulr` in `hubs.a`");
  CHECK(error_of(hub + "http: nowhere\n").find("schakel.yaml:2:7: `http`: 'nowhere' is no HOST:PORT") == 0);
  CHECK(error_of(hub + "insecure: maybe\n").find(":2:11: `insecure`") != std::string::npos);
  CHECK(error_of(hub + "limits: {message_bytes: lots}\n").find("a number is expected") != std::string::npos);
  CHECK(error_of(hub + "channels: [{name: c, hubs: [z]}]\n").find("none of the hubs") != std::string::npos);
  CHECK(error_of(hub + "channels: [{name: c, on_invalid: burn}]\n").find("`burn` is none of deliver, park, refuse") !=
        std::string::npos);
  CHECK(error_of("{}").find("no hub") != std::string::npos);
  CHECK(error_of("hubs: [").find("schakel.yaml:") == 0);
  CHECK(error_of("hubs: {a: {url: 'http://h', token: {environment: SCHAKEL_NOT_SET}}}").find("is not set") !=
        std::string::npos);
}
