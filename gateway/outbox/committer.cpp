#include "outbox/committer.h"

#include "base/log.h"
#include "outbox/identity.h"
#include "outbox/receiving.h"
#include "outbox/shared_gate.h"
#include "storage/directory.h"

#include <algorithm>
#include <chrono>
#include <future>

namespace schakel::outbox {

namespace {

using storage::EntryState;

// One transaction holds at most so much; the rest makes the next one.
constexpr std::size_t kBatchWorks = 1024;
constexpr std::size_t kBatchBytes = std::size_t{16} * 1024 * 1024;
// Submissions that wait for their commit; more is back-pressure.
constexpr std::size_t kWaitingWorks = 16'384;
constexpr std::size_t kWaitingBytes = std::size_t{128} * 1024 * 1024;
constexpr Milliseconds kTick{250};

std::size_t bytes_of(const Submission& s) {
  std::size_t sum = s.bytes.size() + s.outcome.size() + s.answer.size();
  for (const NewEntry& entry : s.entries) sum += entry.payload.size();
  return sum;
}

}  // namespace

Committer::Committer(Setting setting) : setting_(std::move(setting)) {}

Committer::~Committer() { stop(); }

Result<std::unique_ptr<Committer>> Committer::create(Setting setting) {
  auto made = std::make_unique<Committer>(std::move(setting));
  if (auto done = made->load(); !done) return failed(done.error());
  return made;
}

void Committer::start(Dispatching& dispatching) {
  dispatching_ = &dispatching;
  thread_ = std::thread([this] { run(); });
}

void Committer::stop() {
  closed_ = true;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Committer::accepting() const {
  return !closed_ && !failing_ && !disk_low_ && waiting_ < kWaitingWorks && waiting_bytes_ < kWaitingBytes;
}

Status Committer::room_for(const Submission& submission) const {
  if (closed_) return failed(unavailable("the gateway is stopping"));
  if (failing_) return failed(unavailable("the store cannot be written"));
  if (disk_low_) return failed(unavailable("too little free disk"));
  if (waiting_ >= kWaitingWorks || waiting_bytes_ >= kWaitingBytes)
    return failed(unavailable("too many messages wait for the disk"));
  for (const NewEntry& entry : submission.entries) {
    const auto hub =
        std::find_if(setting_.hubs.begin(), setting_.hubs.end(), [&](const HubSeat& h) { return h.name == entry.hub; });
    if (hub == setting_.hubs.end()) return failed({FaultKind::internal, "no such hub: " + entry.hub});
    if (hub->counters->queued >= setting_.limits.queue_entries ||
        hub->counters->queued_bytes >= setting_.limits.queue_bytes) {
      return failed(unavailable("the queue of hub " + entry.hub + " is full"));
    }
  }
  return {};
}

Status Committer::submit(const storage::MessageId& id, Submission submission,
                         std::function<void(Result<Committed>)> done) {
  if (auto room = room_for(submission); !room) return room;
  const std::size_t bytes = bytes_of(submission);
  ++waiting_;
  waiting_bytes_ += bytes;
  if (!enqueue(NewMessage{id, std::move(submission), std::move(done), bytes}))
    return failed(unavailable("the gateway has stopped"));
  return {};
}

void Committer::settle(Settlement settlement) { (void)enqueue(std::move(settlement)); }

Result<std::size_t> Committer::replay(std::vector<std::int64_t> positions) {
  if (closed_) return failed(unavailable("the gateway is stopping"));
  auto promise = std::make_shared<std::promise<Result<std::size_t>>>();
  auto future = promise->get_future();
  const bool taken = enqueue(
      Replay{std::move(positions), [promise](Result<std::size_t> count) { promise->set_value(std::move(count)); }});
  if (!taken) return failed(unavailable("the gateway has stopped"));
  return future.get();
}

bool Committer::enqueue(Work work) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    first = queue_.empty();
    queue_.push_back(std::move(work));
  }
  if (first) wake_.notify_one();
  return true;
}

void Committer::fill(Statistics& s) const {
  s.stored_total = stored_;
  s.repeated_total = repeated_;
  s.refused_total = refused_;
  s.commits_total = commits_;
  s.rows_total = rows_;
  s.failed_commits_total = failed_commits_;
  s.waiting_commits = waiting_;
  s.store_failing = failing_ || disk_low_;
}

void Committer::run() {
  for (;;) {
    std::vector<Work> batch;
    bool ending = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kTick, [this] { return stopping_ || !queue_.empty(); });
      batch.swap(queue_);
      ending = stopping_;
    }
    tick();
    if (!retained_.empty()) {
      std::vector<Work> first;
      first.swap(retained_);
      for (Work& work : batch) first.push_back(std::move(work));
      batch.swap(first);
    }
    const bool any = !batch.empty();
    if (any) write(std::move(batch));
    // Receipts that a failing store does not take are lost with the process: those deliveries are repeated at the next
    // start, or uncertain where a repeat would do harm, as after a crash.
    if (ending && (!any || failing_)) {
      const std::lock_guard lock(mutex_);
      if (queue_.empty()) {
        ended_ = true;
        return;
      }
    }
  }
}

// What is looked at now and then: free disk, requests of other processes, a store that may have recovered.
void Committer::tick() {
  const auto time = std::chrono::steady_clock::now();
  if (time < next_tick_) return;
  next_tick_ = time + kTick;
  const auto free = storage::free_bytes(setting_.data);
  const bool low = free && *free < setting_.limits.free_disk_bytes;
  if (low != disk_low_) {
    log::write(low ? log::Level::error : log::Level::info, low ? "disk-low" : "disk-good",
               {{"free_bytes", free ? *free : 0}});
    disk_low_ = low;
  }
  if (failing_ && setting_.store->probe()) {
    log::info("store-works-again");
    failing_ = false;
  }
  if (!failing_ && setting_.store->changed_by_others()) {
    Effects effects;
    Status done = setting_.store->begin();
    if (done) done = apply_requests(effects);
    if (done) done = setting_.store->commit();
    if (!done) {
      setting_.store->rollback();
      return;
    }
    for (auto& then : effects.after) then();
    dispatching_->post(std::move(effects.events));
  }
}

void Committer::write(std::vector<Work> batch) {
  std::size_t begin = 0;
  while (begin < batch.size()) {
    std::size_t end = begin;
    std::size_t bytes = 0;
    while (end < batch.size() && end - begin < kBatchWorks && bytes < kBatchBytes) {
      if (const auto* message = std::get_if<NewMessage>(&batch[end])) bytes += message->bytes;
      ++end;
    }
    write_transaction({batch.data() + begin, end - begin});
    begin = end;
  }
}

void Committer::write_transaction(std::span<Work> works) {
  storage::Store& store = *setting_.store;
  Effects effects;
  const std::int64_t position = last_position_;
  Status done = store.begin();
  for (std::size_t i = 0; done && i < works.size(); ++i) done = apply(works[i], effects);
  if (done) done = store.commit();
  if (!done) {
    store.rollback();
    last_position_ = position;
    ++failed_commits_;
    // One that the store does not take for itself must not take the others with it.
    if (done.error().kind == FaultKind::internal && works.size() > 1) {
      for (Work& work : works) write_transaction({&work, 1});
      return;
    }
    give_up(works, done.error());
    return;
  }
  ++commits_;
  rows_ = store.rows_written();
  failing_ = false;
  for (auto& then : effects.after) then();
  if (!effects.events.empty()) dispatching_->post(std::move(effects.events));
}

void Committer::give_up(std::span<Work> works, const Fault& fault) {
  // Once, not at every try while it lasts.
  if (!failing_) log::error("store-fault", {{"fault", fault.message}});
  if (fault.kind != FaultKind::internal) failing_ = true;
  for (Work& work : works) {
    if (auto* message = std::get_if<NewMessage>(&work)) {
      --waiting_;
      waiting_bytes_ -= message->bytes;
      message->done(failed(fault));
    } else if (auto* replay = std::get_if<Replay>(&work)) {
      replay->done(failed(fault));
    } else if (fault.kind != FaultKind::internal) {
      retained_.push_back(std::move(work));
    }
  }
}

Status Committer::apply(Work& work, Effects& effects) {
  if (auto* message = std::get_if<NewMessage>(&work)) return apply_message(*message, effects);
  if (auto* settlement = std::get_if<Settlement>(&work)) return apply_settlement(*settlement, effects);
  auto& replay = std::get<Replay>(work);
  auto count = apply_replay(replay.positions, effects);
  if (!count) return failed(count.error());
  effects.after.emplace_back([&replay, n = *count] { replay.done(n); });
  return {};
}

Status Committer::apply_message(NewMessage& message, Effects& effects) {
  storage::Store& store = *setting_.store;
  const Submission& s = message.submission;
  auto receiving = look_up(store, s, setting_.clock->now(), setting_.receiving_window);
  if (!receiving) return failed(receiving.error());
  if (receiving->kind == Receiving::Kind::repeat) return apply_repeat(message, receiving->first, effects);
  const bool reused = receiving->kind == Receiving::Kind::reused;
  const bool refused_for_key = reused && s.refuse_reused_key;

  storage::MessageRow row;
  row.id = message.id;
  row.channel = s.channel;
  row.format = s.format;
  row.type = s.type;
  row.control_id = s.control_id;
  row.refused = s.state == MessageState::refused || refused_for_key;
  row.control_id_reused = reused;
  row.bytes = s.bytes;
  row.outcome = s.outcome;
  row.answer = refused_for_key ? std::string_view() : s.answer;
  row.answer_media_type = s.answer_media_type;
  row.answer_status = refused_for_key ? 422 : s.answer_status;
  row.entries = row.refused ? 0 : static_cast<std::uint32_t>(s.entries.size());
  row.first_entry = row.entries == 0 ? 0 : last_position_ + 1;
  if (auto done = store.add_message(row); !done) return done;
  if (!row.refused) {
    if (auto done = remember(store, s, *receiving, message.id); !done) return done;
    if (auto done = add_entries(message, row.first_entry, effects); !done) return done;
  }
  effects.after.emplace_back([this, &message, reused, refused_for_key, refused = row.refused] {
    --waiting_;
    waiting_bytes_ -= message.bytes;
    ++(refused ? refused_ : stored_);
    Committed committed;
    committed.kind = refused_for_key ? Committed::Kind::reused_refused : Committed::Kind::stored;
    committed.id = message.id.text();
    committed.control_id_reused = reused;
    message.done(std::move(committed));
  });
  return {};
}

Status Committer::apply_repeat(NewMessage& message, const storage::MessageId& first, Effects& effects) {
  auto body = setting_.store->answer_of(first);
  if (!body) return failed(body.error());
  if (!*body) return failed({FaultKind::internal, "a receiving key without its message"});
  effects.after.emplace_back([this, &message, first, stored = std::move(**body)]() mutable {
    --waiting_;
    waiting_bytes_ -= message.bytes;
    ++repeated_;
    Committed committed;
    committed.kind = Committed::Kind::repeated;
    committed.id = first.text();
    committed.answer = std::move(stored.answer);
    committed.answer_media_type = std::move(stored.answer_media_type);
    committed.answer_status = stored.answer_status;
    message.done(std::move(committed));
  });
  return {};
}

Status Committer::add_entries(NewMessage& message, std::int64_t first, Effects& effects) {
  Submission& s = message.submission;
  std::int64_t position = first;
  for (NewEntry& given : s.entries) {
    const auto hub =
        std::find_if(setting_.hubs.begin(), setting_.hubs.end(), [&](const HubSeat& h) { return h.name == given.hub; });
    auto placed = place(*setting_.store, given.lane_keys, message.id.text());
    if (!placed) return failed(placed.error());
    for (const auto& [from, to] : placed->joined) {
      Event event;
      event.kind = Event::Kind::joined;
      event.from = from;
      event.to = to;
      effects.events.push_back(std::move(event));
    }
    storage::NewEntryRow row;
    row.position = position++;
    row.message = message.id;
    row.hub = hub->number;
    row.state = given.parked_reason.empty() ? EntryState::queued : EntryState::parked;
    row.lane = placed->lane;
    row.parts = given.parts;
    row.content_type = given.content_type;
    row.reason = given.parked_reason;
    const std::string shared = write_shared(given.shared_keys);
    row.shared = shared;
    row.payload = given.payload;
    row.size = given.payload.empty() ? s.bytes.size() : given.payload.size();
    row.changed = now();
    if (auto done = setting_.store->add_entry(row); !done) return done;

    auto entry = std::make_unique<Entry>();
    entry->position = entry->rank = row.position;
    entry->message = message.id;
    entry->hub = static_cast<std::uint32_t>(hub - setting_.hubs.begin());
    entry->state = row.state;
    entry->lane = row.lane;
    entry->parts = row.parts;
    entry->size = row.size;
    entry->content_type = given.content_type;
    entry->shared = read_shared(shared);
    // Bytes move into the entry only after the commit: a rolled back message is tried again by itself.
    effects.after.emplace_back([&given, &s, raw = entry.get(), counters = hub->counters] {
      if (raw->state == EntryState::parked) {
        ++counters->parked;
        return;
      }
      ++counters->queued;
      counters->queued_bytes += raw->size;
      std::string& bytes = given.payload.empty() ? s.bytes : given.payload;
      raw->payload = std::make_shared<const std::string>(s.entries.size() == 1 ? std::move(bytes) : bytes);
    });
    Event event;
    event.entry = std::move(entry);
    effects.events.push_back(std::move(event));
  }
  last_position_ = position - 1 > last_position_ ? position - 1 : last_position_;
  return {};
}

Status Committer::apply_settlement(const Settlement& settlement, Effects& effects) {
  storage::EntryChange change;
  change.position = settlement.position;
  change.state = settlement.state;
  change.attempts = settlement.attempts;
  change.replays = settlement.replays;
  change.rank = settlement.rank;
  change.changed = now();
  change.reason = settlement.reason;
  change.outcome = settlement.outcome;
  change.locations = settlement.locations;
  if (auto done = setting_.store->change_entry(change); !done) return done;
  Event event;
  event.kind = Event::Kind::settled;
  event.hub = settlement.hub;
  event.position = settlement.position;
  event.state = settlement.state;
  effects.events.push_back(std::move(event));
  effects.after.emplace_back([this, &settlement] { count_settled(settlement); });
  return {};
}

void Committer::count_settled(const Settlement& settlement) {
  HubCounters& counters = *setting_.hubs[settlement.hub].counters;
  if (settlement.state == EntryState::queued || settlement.state == EntryState::sending) return;
  --counters.queued;
  counters.queued_bytes -= settlement.size;
  if (settlement.state == EntryState::delivered) ++counters.delivered;
  if (settlement.state == EntryState::parked) ++counters.parked;
  if (settlement.state == EntryState::uncertain) ++counters.uncertain;
}

Status Committer::apply_requests(Effects& effects) {
  auto requests = setting_.store->requests();
  if (!requests) return failed(requests.error());
  for (const storage::RequestRow& request : *requests) {
    const std::int64_t position = request.position;
    if (auto count = apply_replay({&position, 1}, effects); !count) return failed(count.error());
    if (auto done = setting_.store->remove_request(request.row); !done) return done;
  }
  return {};
}

}  // namespace schakel::outbox
