#include "pipeline/ingest.h"

#include "formats/format.h"
#include "pipeline/message.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

#include <future>

using namespace schakel;
using namespace schakel::pipeline;

namespace {

// Commits at once, on the calling thread; takes nothing while `full`, repeats a key it has seen.
class MemoryJournal final : public outbox::Journal {
 public:
  std::string new_id() override { return "id-" + std::to_string(++ids_); }
  Status submit(std::string id, outbox::Submission submission,
                std::function<void(Result<outbox::Committed>)> done) override {
    if (full) return failed(unavailable("full"));
    outbox::Committed committed;
    committed.id = id;
    for (const auto& [known, kept] : stored) {
      if (kept.receiving_key.empty() || kept.receiving_key != submission.receiving_key) continue;
      if (kept.digest != submission.digest) {
        if (submission.refuse_reused_key) committed.kind = outbox::Committed::Kind::reused_refused;
        continue;
      }
      committed = {
          outbox::Committed::Kind::repeated, known, false, kept.answer, kept.answer_media_type, kept.answer_status};
      done(committed);
      return {};
    }
    stored.emplace_back(std::move(id), std::move(submission));
    done(committed);
    return {};
  }
  [[nodiscard]] bool accepting() const override { return !full; }

  bool full = false;
  std::vector<std::pair<std::string, outbox::Submission>> stored;

 private:
  int ids_ = 0;
};

constexpr const char* kMap = R"(
/// url = 'https://schakel.example/fhir/StructureMap/test'
/// name = 'test'
/// message = 'ADT^A01'
uses "https://schakel.example/fhir/StructureDefinition/hl7v2/ADT_A01" alias ADT_A01 as source
uses "http://hl7.org/fhir/StructureDefinition/Bundle" alias Bundle as target

group test(source src : ADT_A01, target tgt : Bundle) {
  src -> tgt.type = 'transaction' "type";
  src.PID as pid check $this.`PID.3`.exists() -> tgt.entry as entry, entry.resource = create('Patient') as patient then {
    pid.`PID.3` as three -> patient.identifier as identifier then {
      three.`CX.1` as one -> identifier.value = one "value";
    } "identifier";
    pid -> patient.birthDate = 'not a date' "wrong";
  } "pid";
}
)";

constexpr const char* kUpdateMap = R"(
/// url = 'https://schakel.example/fhir/StructureMap/update'
/// name = 'update'
/// message = 'ADT^A08'
/// note = 'patient-not-master'
/// note = 'something nobody knows'
uses "https://schakel.example/fhir/StructureDefinition/hl7v2/ADT_A01" alias ADT_A01 as source
uses "http://hl7.org/fhir/StructureDefinition/Bundle" alias Bundle as target

group update(source src : ADT_A01, target tgt : Bundle) {
  src -> tgt.type = 'transaction' "type";
}
)";

fhir::DefinitionsPtr definitions() {
  static const fhir::DefinitionsPtr instance = [] {
    std::vector<std::string> models;
    formats::by_name("hl7v2")->describe(models);
    return test::with_resources(models);
  }();
  return instance;
}

struct Bench {
  MemoryJournal journal;
  ManualClock clock;
  Workers workers{1, 10};
  std::unique_ptr<Ingest> ingest;
  Channel channel;

  Bench() {
    Services services;
    services.clock = &clock;
    services.definitions = definitions();
    Issues issues;
    auto library =
        mapping::MapLibrary::load(definitions(), {{"test.map", kMap}, {"update.map", kUpdateMap}}, {}, issues);
    REQUIRE(library);
    for (const Issue& issue : issues.all()) UNSCOPED_INFO(issue.definition << " " << text_of(issue, true));
    REQUIRE_FALSE(issues.has_errors());
    services.maps = std::make_shared<const Maps>(std::move(*library));
    services.validator = std::make_shared<const validation::Validator>(definitions());
    services.router = std::make_shared<const routing::Router>(routing::Router::everything_to("hub"));
    services.journal = &journal;
    ingest = std::make_unique<Ingest>(std::move(services), 1, 1, workers);
  }

  Result<std::vector<Answer>> take(Reception reception) {
    reception.channel = &channel;
    std::promise<Result<std::vector<Answer>>> answered;
    ingest->take(reception, 0, [&](Result<std::vector<Answer>> result) { answered.set_value(std::move(result)); });
    return answered.get_future().get();
  }
  Result<std::vector<Answer>> take(std::string_view bytes) {
    Reception reception;
    reception.bytes = bytes;
    return take(reception);
  }
};

std::string admission(const std::string& id, const std::string& type = "ADT^A01^ADT_A01",
                      const std::string& processing = "P") {
  return "MSH|^~\\&|APP|HOSP|||20260310||" + type + "|" + id + "|" + processing +
         "|2.5\rEVN|A01\rPID|1||P1^^^HOSP\rPV1|1|I\r";
}

}  // namespace

TEST_CASE("a mapped message is accepted, kept and queued with its patient's lane", "[pipeline][ingest]") {
  Bench bench;
  const std::string message = admission("C1");
  const auto answers = bench.take(message);
  REQUIRE(answers);
  REQUIRE(answers->size() == 1);
  CHECK(answers->front().status == 202);
  CHECK(answers->front().body.find("MSA|AA|C1") != std::string::npos);
  REQUIRE(bench.journal.stored.size() == 1);
  const outbox::Submission& kept = bench.journal.stored.front().second;
  CHECK(message.starts_with(kept.bytes));
  CHECK(kept.type == "ADT^A01");
  CHECK(kept.control_id == "C1");
  CHECK(kept.answer == answers->front().body);
  REQUIRE(kept.entries.size() == 1);
  CHECK(kept.entries.front().hub == "hub");
  CHECK(kept.entries.front().parts == 1);
  CHECK(kept.entries.front().lane_keys.size() == 1);
  CHECK(kept.entries.front().parked_reason.empty());
}

TEST_CASE("a map's notes stand in the outcome of its messages", "[pipeline][ingest]") {
  Bench bench;
  const auto answers = bench.take(admission("C1", "ADT^A08"));
  REQUIRE(answers);
  CHECK(answers->front().body.find("MSA|AA|C1") != std::string::npos);
  CHECK(answers->front().body.find("patient-not-master") == std::string::npos);
  CHECK(bench.journal.stored.front().second.outcome.find("patient-not-master") != std::string::npos);
}

TEST_CASE("what breaks a profile is delivered, parked or refused as its channel says", "[pipeline][ingest]") {
  Bench bench;
  REQUIRE(bench.take(admission("D1")));
  CHECK(bench.journal.stored.back().second.outcome.find("birthDate") != std::string::npos);
  CHECK(bench.journal.stored.back().second.outcome.find("issue-origin") != std::string::npos);
  bench.channel.on_invalid = OnInvalid::park;
  CHECK(bench.take(admission("D2"))->front().accepted);
  CHECK(bench.journal.stored.back().second.entries.front().parked_reason == "invalid");
  bench.channel.on_invalid = OnInvalid::refuse;
  const auto refused = bench.take(admission("D3"));
  CHECK(refused->front().status == 422);
  CHECK(refused->front().body.find("MSA|AE|D3") != std::string::npos);
  CHECK(bench.journal.stored.back().second.state == outbox::MessageState::refused);
  CHECK(bench.journal.stored.back().second.entries.empty());
}

TEST_CASE("refusals are AR or AE, name their place and are kept", "[pipeline][ingest]") {
  Bench bench;
  struct Case {
    std::string message;
    int status;
    std::string code;
    std::string place;
  };
  const Case cases[] = {
      {admission("R1", "SIU^S12"), 400, "MSA|AR|R1", "MSH^1^9^1^1|200"},
      {admission("R2", "ADT^A11"), 400, "MSA|AR|R2", "MSH^1^9^1^2|201"},
      {"MSH|^~\\&|APP|HOSP|||20260310||ADT^A01|R3|P|2.5\rEVN|A01\rPID|1||\rPV1|1|I\r", 422, "MSA|AE|R3", "PID^1"},
      {"MSH|^~\\&|APP|HOSP|||20260310|||R4|P|2.5\r", 400, "MSA|AR|R4", "MSH^1^9"},
  };
  for (const Case& c : cases) {
    const auto answers = bench.take(c.message);
    REQUIRE(answers);
    const std::string& body = answers->front().body;
    INFO(body);
    CHECK(answers->front().status == c.status);
    CHECK(body.find(c.code) != std::string::npos);
    CHECK(body.find(c.place) != std::string::npos);
    CHECK(bench.journal.stored.back().second.state == outbox::MessageState::refused);
  }
  CHECK(bench.journal.stored.size() == std::size(cases));
}

TEST_CASE("bytes of no format are refused and kept", "[pipeline][ingest]") {
  Bench bench;
  const auto answers = bench.take("hello");
  CHECK(answers->front().status == 415);
  CHECK(bench.journal.stored.back().second.format == "unknown");
}

TEST_CASE("frames that came cut or too large are refused by name", "[pipeline][ingest]") {
  Bench bench;
  const std::string message = admission("L1");
  Reception reception;
  reception.bytes = message;
  reception.format = formats::by_name("hl7v2");
  reception.shape = Reception::Shape::too_large;
  const auto large = bench.take(reception);
  CHECK(large->front().status == 413);
  CHECK(large->front().body.find("MSA|AR|L1") != std::string::npos);
  reception.shape = Reception::Shape::cut_short;
  CHECK(bench.take(reception)->front().body.find("MSA|AR|L1") != std::string::npos);
}

TEST_CASE("test messages are labelled, or refused where a channel takes none", "[pipeline][ingest]") {
  Bench bench;
  CHECK(bench.take(admission("T1", "ADT^A01", "T"))->front().accepted);
  CHECK(bench.journal.stored.back().second.entries.front().payload.find("HTEST") != std::string::npos);
  bench.channel.accept_test = false;
  CHECK(bench.take(admission("T2", "ADT^A01", "D"))->front().status == 400);
}

TEST_CASE("a repeat gets the first answer, other content under its key is a message of its own", "[pipeline][ingest]") {
  Bench bench;
  const auto first = bench.take(admission("K1"));
  const auto again = bench.take(admission("K1"));
  CHECK(again->front().repeated);
  CHECK(again->front().id == first->front().id);
  CHECK(again->front().body == first->front().body);
  const auto other = bench.take(admission("K1") + "NTE|1||x\r");
  CHECK(other->front().accepted);
  CHECK_FALSE(other->front().repeated);
}

TEST_CASE("the messages of a document are answered one by one, in order", "[pipeline][ingest]") {
  Bench bench;
  const std::string batch =
      "FHS|^~\\&|A\rBHS|^~\\&|A\r" + admission("B1") + admission("B2", "ADT^A11") + admission("B3") + "BTS|3\rFTS|1\r";
  const auto answers = bench.take(batch);
  REQUIRE(answers);
  REQUIRE(answers->size() == 3);
  CHECK((*answers)[0].body.find("MSA|AA|B1") != std::string::npos);
  CHECK((*answers)[1].body.find("MSA|AR|B2") != std::string::npos);
  CHECK((*answers)[2].body.find("MSA|AA|B3") != std::string::npos);
}

TEST_CASE("a journal that takes nothing is a fault, never an answer", "[pipeline][ingest]") {
  Bench bench;
  bench.journal.full = true;
  const auto answers = bench.take(admission("F1"));
  REQUIRE_FALSE(answers);
  CHECK(answers.error().kind == FaultKind::unavailable);
}

TEST_CASE("a large message is handled by a worker", "[pipeline][ingest]") {
  Bench bench;
  std::string message = admission("W1");
  for (int i = 0; i < 4000; ++i) message += "NTE|1||" + std::string(40, 'x') + "\r";
  CHECK(bench.take(message)->front().accepted);
}

TEST_CASE("pass-through keeps the bytes and maps nothing", "[pipeline][ingest]") {
  Bench bench;
  bench.channel.conversion = Conversion::pass_through;
  bench.channel.hubs = {"a", "b"};
  CHECK(bench.take(admission("P1", "SIU^S12"))->front().accepted);
  const auto& entries = bench.journal.stored.back().second.entries;
  REQUIRE(entries.size() == 2);
  CHECK(entries.front().payload.empty());
  CHECK(entries.front().content_type == "application/hl7-v2");
}

TEST_CASE("FHIR under an Idempotency-Key is taken once", "[pipeline][ingest]") {
  Bench bench;
  Reception reception;
  reception.fhir = true;
  reception.idempotency_key = "key";
  reception.bytes = R"({"resourceType":"Patient","identifier":[{"system":"urn:x","value":"1"}]})";
  CHECK(bench.take(reception)->front().status == 202);
  CHECK(bench.take(reception)->front().repeated);
  reception.bytes = R"({"resourceType":"Patient","identifier":[{"system":"urn:x","value":"2"}]})";
  CHECK(bench.take(reception)->front().status == 422);
  reception.idempotency_key = "other";
  reception.bytes =
      R"({"resourceType":"Patient","birthDate":"yesterday","identifier":[{"system":"urn:x","value":"3"}]})";
  const auto invalid = bench.take(reception);
  CHECK(invalid->front().status == 422);
  CHECK(invalid->front().body.find("birthDate") != std::string::npos);
  reception.idempotency_key = "third";
  reception.bytes = R"({"resourceType":)";
  CHECK(bench.take(reception)->front().status == 400);
}

TEST_CASE("an instant is written in UTC with milliseconds", "[pipeline]") {
  CHECK(instant_text(TimePoint{Milliseconds{1'767'225'600'007}}) == "2026-01-01T00:00:00.007Z");
}
