#include "rig.h"

#include "hubs/registry.h"
#include "storage/sqlite/sqlite_store.h"

#include <chrono>
#include <future>

#include <catch2/catch.hpp>

namespace schakel::outbox::testing {

Reply taken() {
  return ScriptedServer::answer(
      200,
      R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created","location":"Patient/1"}}]})");
}

Rig::Rig(Handler handler, const std::string& mechanism) : handler_(std::move(handler)) {
  server_ = std::make_unique<ScriptedServer>([this](const ScriptedServer::Request& request) {
    std::size_t n = 0;
    {
      const std::lock_guard lock(mutex_);
      n = seen_.size();
      seen_.push_back(request.body);
    }
    return handler_(n, request.body);
  });
  const auto description = hubs::parse_description(
      "test", R"({"kind": "fhir_rest", "format": "application/fhir+json", "mechanism": ")" + mechanism + "\"}");
  REQUIRE(description);
  hub.target.name = "hub";
  hub.target.url = server_->url();
  auto made = hubs::make_hub(*description, hub.target);
  REQUIRE(made);
  hub.hub = std::move(*made);
}

Rig::~Rig() { kill(); }

void Rig::open() {
  auto store = storage::sqlite::open_store({.file = store_file(directory_.path())});
  REQUIRE(store);
  store_ = std::move(*store);
  ids_ = std::make_unique<storage::MessageIds>(clock, store_->last_message().value());
  for (auto* counter : {&counters_.queued, &counters_.queued_bytes, &counters_.parked, &counters_.uncertain})
    *counter = 0;
  Committer::Setting setting;
  setting.store = store_.get();
  setting.clock = &clock;
  setting.limits = limits;
  setting.receiving_window = Milliseconds{std::int64_t{7} * 24 * 3600 * 1000};
  setting.data = directory_.path();
  setting.hubs.push_back({"hub", 0, hub.hub->mechanism(), hub.after_park, &counters_});
  auto committer = Committer::create(std::move(setting));
  REQUIRE(committer);
  committer_ = std::move(*committer);

  Dispatcher::Setting sending;
  sending.hubs = {hub};
  sending.counters = {&counters_};
  sending.settling = committer_.get();
  sending.reader = std::move(store_->reader().value());
  sending.http = std::move(transport::HttpClient::create(32).value());
  sending.now = [this] { return clock.now(); };
  sending.answer_bytes = limits.hub_answer_bytes;
  sending.seed = 1;
  dispatcher_ = std::make_unique<Dispatcher>(std::move(sending));
  messages_ = std::make_unique<StoredMessages>(
      std::move(store_->reader().value()),
      [this](std::vector<std::int64_t> p) { return committer_->replay(std::move(p)); });
  dispatcher_->post(committer_->resume());
  committer_->start(*dispatcher_);
}

void Rig::kill() {
  if (committer_) committer_->stop();
  messages_.reset();
  dispatcher_.reset();
  committer_.reset();
  store_.reset();
}

Submission Rig::message(const std::string& payload, std::vector<std::string> keys) {
  Submission s;
  s.channel = "ward";
  s.format = "hl7v2";
  s.type = "ADT^A03";
  s.bytes = "MSH|" + payload;
  s.answer = "MSA|AA";
  s.answer_media_type = "application/hl7-v2";
  s.answer_status = 202;
  s.digest = payload;
  NewEntry entry;
  entry.hub = "hub";
  entry.lane_keys = std::move(keys);
  entry.content_type = "application/fhir+json";
  entry.payload = payload;
  entry.parts = 1;
  s.entries.push_back(std::move(entry));
  return s;
}

Result<Committed> Rig::submit(Submission submission) {
  std::promise<Result<Committed>> promise;
  auto future = promise.get_future();
  const auto taken_up = committer_->submit(ids_->next(), std::move(submission),
                                           [&promise](Result<Committed> c) { promise.set_value(std::move(c)); });
  if (!taken_up) return failed(taken_up.error());
  return future.get();
}

std::string Rig::send(const std::string& payload, std::vector<std::string> keys) {
  const auto committed = submit(message(payload, std::move(keys)));
  REQUIRE(committed);
  return committed->id;
}

void Rig::until(const std::function<bool()>& holds) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!holds()) {
    REQUIRE(std::chrono::steady_clock::now() < give_up);
    dispatcher_->step(Milliseconds{20});
  }
}

void Rig::until_seen(std::size_t n) {
  until([this, n] { return seen().size() >= n; });
}

std::vector<std::string> Rig::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

MessageDetail Rig::detail(const std::string& id) {
  auto found = messages_->read(id);
  REQUIRE(found);
  REQUIRE(found->has_value());
  return **found;
}

Delivery Rig::delivery(const std::string& id) {
  const MessageDetail found = detail(id);
  REQUIRE(found.summary.deliveries.size() == 1);
  return found.summary.deliveries[0];
}

Statistics Rig::statistics() {
  Statistics s;
  committer_->fill(s);
  s.hubs.push_back(counters_.read("hub"));
  return s;
}

}  // namespace schakel::outbox::testing
