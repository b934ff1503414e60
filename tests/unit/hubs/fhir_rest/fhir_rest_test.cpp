#include "hubs/registry.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::hubs;
using Kind = Verdict::Kind;

namespace {

std::unique_ptr<const Hub> hub(const std::string& more = "", Auth auth = Auth::none) {
  const auto d = parse_description("x", R"({"kind": "fhir_rest", "format": "application/fhir+json")" + more + "}");
  REQUIRE(d);
  Target t;
  t.name = "hub";
  t.url = "http://hub.example/fhir/";
  t.auth = auth;
  t.token = "secret";
  auto made = make_hub(*d, t);
  REQUIRE(made);
  return std::move(*made);
}

const Entry kEntry{"application/fhir+json", "{}", "0190", 2};

Response answer(int status, std::string body = "", Headers headers = {}) {
  Response r;
  r.status = status;
  r.sent = true;
  r.body = std::move(body);
  r.headers = std::move(headers);
  return r;
}

std::string response_bundle(const std::vector<std::string>& entries, const std::string& type = "transaction-response") {
  std::string text = R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)";
  for (std::size_t i = 0; i < entries.size(); ++i)
    text += (i == 0 ? "" : ",") + std::string(R"({"response":)") + entries[i] + "}";
  return text + "]}";
}

const std::string kMade = R"({"status":"201 Created","location":"Patient/1/_history/1","etag":"W/\"1\""})";
const std::string kSame = R"({"status":"200","location":"Encounter/2/_history/1"})";

std::string outcome(const std::string& code, const std::string& severity = "error") {
  return R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"},{"severity":")" +
         severity + R"(","code":")" + code + R"("}]})";
}

}  // namespace

TEST_CASE("a transaction is posted to the base url, the same way at every attempt", "[hubs]") {
  const Request r = hub("", Auth::bearer)->prepare(kEntry);
  CHECK(r.method == "POST");
  CHECK(r.url == "http://hub.example/fhir");
  CHECK(r.body == "{}");
  const auto has = [&r](const std::pair<std::string, std::string>& h) {
    return std::count(r.headers.begin(), r.headers.end(), h) == 1;
  };
  CHECK(has({"Content-Type", "application/fhir+json"}));
  CHECK(has({"X-Request-Id", "0190"}));
  CHECK(has({"Authorization", "Bearer secret"}));
}

TEST_CASE("a transaction-response whose entries all succeeded is a delivery with its locations", "[hubs]") {
  const Verdict v = hub()->judge(kEntry, answer(200, response_bundle({kMade, kSame})));
  CHECK(v.kind == Kind::delivered);
  CHECK(v.locations == std::vector<std::string>{"Patient/1/_history/1", "Encounter/2/_history/1"});
}

TEST_CASE("an answer without content, or with an outcome that has no error, is a delivery", "[hubs]") {
  CHECK(hub()->judge(kEntry, answer(200, " \r\n")).kind == Kind::delivered);
  CHECK(hub()->judge(kEntry, answer(200, outcome("informational", "warning"))).kind == Kind::delivered);
  const Verdict v = hub()->judge(kEntry, answer(200, outcome("invalid")));
  CHECK(v.kind == Kind::park);
  CHECK(v.outcome == outcome("invalid"));
}

TEST_CASE("200 with a failed entry is no delivery", "[hubs]") {
  const std::string refused = R"({"status":"422 Unprocessable","outcome":)" + outcome("invalid") + "}";
  const std::string conflict = R"({"status":"409 Conflict"})";
  Verdict v = hub()->judge(kEntry, answer(200, response_bundle({kMade, refused})));
  CHECK(v.kind == Kind::park);
  CHECK(v.reason == "entry-refused");
  CHECK(v.outcome.find("\"invalid\"") != std::string::npos);
  v = hub()->judge(kEntry, answer(200, response_bundle({kMade, conflict})));
  CHECK(v.kind == Kind::retry);
  CHECK(v.times == 5);
  CHECK(v.reason == "conflict");
  // A refusal that lasts decides over one that may pass.
  CHECK(hub()->judge(kEntry, answer(200, response_bundle({conflict, refused}))).kind == Kind::park);
  CHECK(hub()->judge(kEntry, answer(200, response_bundle({kMade, R"({"status":"503"})"}))).times != 0);
}

TEST_CASE("200 with too few entries, or with something that is not FHIR, is no delivery", "[hubs]") {
  for (const std::string& body :
       {response_bundle({kMade}), response_bundle({kMade, kSame}, "searchset"), std::string("<html>login</html>"),
        std::string("{}"), std::string("{\"resourceType\":\"Bundle\",\"type\":\"transaction-resp")}) {
    CAPTURE(body);
    Verdict v = hub()->judge(kEntry, answer(200, body));
    CHECK(v.kind == Kind::retry);
    CHECK(v.times == 5);
    v = hub(R"(, "mechanism": "none")")->judge(kEntry, answer(200, body));
    CHECK(v.kind == Kind::uncertain);
  }
  Entry unknown = kEntry;
  unknown.parts = 0;
  CHECK(hub()->judge(unknown, answer(200, response_bundle({kMade}))).kind == Kind::delivered);
}

TEST_CASE("each status has its meaning", "[hubs]") {
  struct Row {
    int status;
    Kind kind;
    bool limited;
    bool hub_down;
    const char* reason;
  };
  const Row rows[] = {
      {301, Kind::park, false, false, "redirected"},
      {400, Kind::park, false, false, "refused"},
      {401, Kind::retry, false, true, "not-authorised"},
      {403, Kind::park, false, false, "refused"},
      {404, Kind::park, false, false, "refused"},
      {409, Kind::retry, true, false, "conflict"},
      {412, Kind::retry, true, false, "identity-conflict"},
      {422, Kind::park, false, false, "refused"},
      {423, Kind::retry, true, false, "locked"},
      {429, Kind::retry, false, true, "busy"},
      {500, Kind::retry, false, true, "server-error"},
      {502, Kind::retry, false, true, "server-error"},
      {503, Kind::retry, false, true, "busy"},
      {504, Kind::retry, false, true, "server-error"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    const Verdict v = hub()->judge(kEntry, answer(row.status, outcome("processing")));
    CHECK(v.kind == row.kind);
    CHECK((v.times != 0) == row.limited);
    CHECK(v.hub_down == row.hub_down);
    CHECK(v.reason == row.reason);
    CHECK(v.outcome == outcome("processing"));
  }
}

TEST_CASE("no answer is tried again, unless a repeat would do harm", "[hubs]") {
  Response lost;
  lost.error = "timeout";
  lost.sent = true;
  Response unsent;
  unsent.error = "connect";
  Response half = answer(200, "{\"res");
  half.complete = false;
  half.error = "partial";
  const auto safe = hub();
  const auto unsafe = hub(R"(, "mechanism": "none")");
  CHECK(safe->judge(kEntry, lost).kind == Kind::retry);
  CHECK(safe->judge(kEntry, lost).reason == "timeout");
  CHECK(safe->judge(kEntry, half).kind == Kind::retry);
  CHECK(safe->judge(kEntry, half).reason == "half-answer");
  CHECK(unsafe->judge(kEntry, lost).kind == Kind::uncertain);
  CHECK(unsafe->judge(kEntry, half).kind == Kind::uncertain);
  CHECK(unsafe->judge(kEntry, answer(504)).kind == Kind::uncertain);
  CHECK(unsafe->judge(kEntry, unsent).kind == Kind::retry);
  CHECK(unsafe->judge(kEntry, answer(503)).kind == Kind::retry);
}

TEST_CASE("an answer that is too large is not asked for for ever", "[hubs]") {
  Response large = answer(200, "{");
  large.complete = false;
  large.error = "too-large";
  CHECK(hub()->judge(kEntry, large).times == 5);
}

TEST_CASE("the description's own table comes first", "[hubs]") {
  const auto h =
      hub(R"(, "answers": [{"status": 422, "issue": "duplicate", "then": "retry", "times": 3, "reason": "twice"},
                                      {"issue": "security", "then": "park", "reason": "consent"}])");
  Verdict v = h->judge(kEntry, answer(422, outcome("duplicate")));
  CHECK(v.kind == Kind::retry);
  CHECK(v.times == 3);
  CHECK(v.reason == "twice");
  CHECK(h->judge(kEntry, answer(422, outcome("invalid"))).reason == "refused");
  CHECK(h->judge(kEntry, answer(500, outcome("security"))).reason == "consent");
}

TEST_CASE("Retry-After is read as seconds and as a date", "[hubs]") {
  const auto after = [](Headers headers) {
    return hub()->judge(kEntry, answer(503, "", std::move(headers))).after.count();
  };
  CHECK(after({{"retry-after", "120"}}) == 120'000);
  CHECK(after({{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"}}) == 60'000);
  CHECK(after({{"date", "Sun, 06 Nov 1994 08:51:37 GMT"}, {"retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"}}) == 0);
  CHECK(after({{"retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"}}) == 0);
  CHECK(after({{"retry-after", "soon"}}) == 0);
  CHECK(after({{"retry-after", "-5"}}) == 0);
  CHECK(after({}) == 0);
}

TEST_CASE("a body that is no OperationOutcome is quoted in one", "[hubs]") {
  const Verdict v = hub()->judge(kEntry, answer(400, "<h1>\"Bad\"\x01\xff</h1>"));
  CHECK(
      v.outcome ==
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"HTTP 400: <h1>\"Bad\"..</h1>"}]})");
}

TEST_CASE("an answer without a body is told by its status, a redirection by where it goes", "[hubs]") {
  CHECK(hub()->judge(kEntry, answer(404)).outcome.find(R"("diagnostics":"HTTP 404")") != std::string::npos);
  Response moved = answer(302);
  moved.headers = {{"location", "https://hub.example/login"}};
  const Verdict v = hub()->judge(kEntry, moved);
  CHECK(v.reason == "redirected");
  CHECK(v.outcome.find(R"("diagnostics":"HTTP 302 to https://hub.example/login")") != std::string::npos);
}

TEST_CASE("a Provenance goes along only where its tag can be searched", "[hubs]") {
  const std::string bundle =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}}]})";
  const auto completed = [&bundle](const Hub& h) {
    Arena arena;
    Tree tree(arena);
    Issues issues;
    REQUIRE(syntax::json::read(bundle, tree, issues));
    h.complete(tree, {"abc", "2026-01-01T00:00:00Z", "Hospital"});
    std::string out;
    syntax::json::write(*tree.root(), out);
    return out;
  };
  CHECK(completed(*hub()) == bundle);
  const std::string with = completed(*hub(R"(, "searches": {"Provenance": ["_tag"]})"));
  CHECK(
      with.find(
          R"("resourceType":"Provenance","meta":{"tag":[{"system":"https://schakel.example/fhir/receiving-key","code":"abc"}]},)"
          R"("target":[{"reference":"urn:uuid:1"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"Hospital"}}]})") !=
      std::string::npos);
  CHECK(
      with.find(
          R"("request":{"method":"POST","url":"Provenance","ifNoneExist":"_tag=https://schakel.example/fhir/receiving-key|abc"})") !=
      std::string::npos);
}
