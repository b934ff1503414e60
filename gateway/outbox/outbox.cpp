#include "outbox/outbox.h"

#include "outbox/committer.h"
#include "outbox/dispatcher.h"
#include "outbox/stored_messages.h"
#include "storage/directory.h"
#include "storage/sqlite/sqlite_store.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>

namespace schakel::outbox {

namespace {

// Waits count on a clock that nobody sets; tests give their own for both.
TimePoint steady_now() {
  return TimePoint{std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())};
}

class StoredOutbox final : public Outbox {
 public:
  explicit StoredOutbox(Options options) : options_(std::move(options)) {}
  ~StoredOutbox() override { stop(Milliseconds{0}); }

  Status prepare() {
    if (options_.clock == nullptr) options_.clock = &system_clock_;
    auto lock = storage::DirectoryLock::take(options_.data);
    if (!lock) return failed(lock.error());
    lock_ = std::move(*lock);
    auto store = storage::sqlite::open_store({.file = store_file(options_.data)});
    if (!store) return failed(store.error());
    store_ = std::move(*store);
    auto last = store_->last_message();
    if (!last) return failed(last.error());
    ids_ = std::make_unique<storage::MessageIds>(*options_.clock, *last);
    if (auto done = make_committer(); !done) return done;
    if (auto done = make_dispatcher(); !done) return done;
    auto reader = store_->reader();
    if (!reader) return failed(reader.error());
    messages_ = std::make_unique<StoredMessages>(std::move(*reader), [this](std::vector<std::int64_t> positions) {
      return committer_->replay(std::move(positions));
    });
    dispatcher_->post(committer_->resume());
    committer_->start(*dispatcher_);
    return {};
  }

  void start() override { dispatcher_->start(); }

  void stop(Milliseconds grace) override {
    if (dispatcher_) dispatcher_->stop(grace);
    if (committer_) committer_->stop();
  }

  std::string new_id() override { return ids_->next().text(); }

  Status submit(std::string id, Submission submission, std::function<void(Result<Committed>)> done) override {
    const auto parsed = storage::MessageId::parse(id);
    if (!parsed) return failed({FaultKind::internal, "not an id of new_id()"});
    return committer_->submit(*parsed, std::move(submission), std::move(done));
  }

  [[nodiscard]] bool accepting() const override { return committer_->accepting(); }

  Result<Page> list(const Query& query) override { return messages_->list(query); }
  Result<std::optional<MessageDetail>> read(std::string_view id) override { return messages_->read(id); }
  Result<Replayed> replay(std::string_view id, std::string_view hub, Overtaken overtaken) override {
    return messages_->replay(id, hub, overtaken);
  }

  [[nodiscard]] Statistics statistics() const override {
    Statistics s;
    committer_->fill(s);
    for (std::size_t i = 0; i < options_.hubs.size(); ++i)
      s.hubs.push_back(counters_[i].read(options_.hubs[i].hub->name()));
    return s;
  }

 private:
  Status make_committer() {
    Committer::Setting setting;
    setting.store = store_.get();
    setting.clock = options_.clock;
    setting.limits = options_.limits;
    setting.receiving_window = options_.receiving_window;
    setting.data = options_.data;
    for (const HubOptions& hub : options_.hubs) {
      HubSeat seat;
      seat.name = hub.hub->name();
      seat.mechanism = hub.hub->mechanism();
      seat.after_park = hub.after_park;
      seat.counters = &counters_.emplace_back();
      setting.hubs.push_back(std::move(seat));
    }
    auto made = Committer::create(std::move(setting));
    if (!made) return failed(made.error());
    committer_ = std::move(*made);
    return {};
  }

  Status make_dispatcher() {
    Dispatcher::Setting setting;
    setting.hubs = options_.hubs;
    for (HubCounters& counters : counters_) setting.counters.push_back(&counters);
    setting.settling = committer_.get();
    auto reader = store_->reader();
    if (!reader) return failed(reader.error());
    setting.reader = std::move(*reader);
    std::size_t connections = 8;
    for (const HubOptions& hub : options_.hubs) connections += hub.concurrency;
    auto http = transport::HttpClient::create(connections);
    if (!http) return failed(http.error());
    setting.http = std::move(*http);
    setting.now = steady_now;
    setting.answer_bytes = options_.limits.hub_answer_bytes;
    setting.seed = std::random_device{}();
    dispatcher_ = std::make_unique<Dispatcher>(std::move(setting));
    return {};
  }

  Options options_;
  SystemClock system_clock_;
  std::deque<HubCounters> counters_;
  std::unique_ptr<storage::DirectoryLock> lock_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<storage::MessageIds> ids_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<StoredMessages> messages_;
};

}  // namespace

Result<std::unique_ptr<Outbox>> Outbox::open(Options options) {
  auto made = std::make_unique<StoredOutbox>(std::move(options));
  if (auto done = made->prepare(); !done) return failed(done.error());
  return std::unique_ptr<Outbox>(std::move(made));
}

}  // namespace schakel::outbox
