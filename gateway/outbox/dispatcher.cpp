#include "outbox/dispatcher.h"

#include "base/log.h"

#include <algorithm>

namespace schakel::outbox {

namespace {

using storage::EntryState;
using transport::ClientRequest;
using transport::ClientResponse;

// Payloads of waiting entries that are kept in memory, so that in a steady flow none is read back from disk.
constexpr std::size_t kCachedBytes = std::size_t{32} * 1024 * 1024;
constexpr Milliseconds kLongestWait{1'000};
constexpr Milliseconds kStoreRetry{1'000};

std::string lines_of(const std::vector<std::string>& locations) {
  std::string text;
  for (const std::string& location : locations) {
    if (!text.empty()) text += '\n';
    text += location;
  }
  return text;
}

}  // namespace

Dispatcher::Hub::Hub(HubOptions given, HubCounters* numbers, std::uint64_t seed)
    : options(std::move(given)),
      counters(numbers),
      backoff(options.first_retry, options.longest_retry, seed | 1),
      breaker(options.breaker_failures, Backoff(options.first_retry, options.longest_retry, (seed >> 1) | 1)) {}

Dispatcher::Dispatcher(Setting setting) : setting_(std::move(setting)) {
  for (std::size_t i = 0; i < setting_.hubs.size(); ++i) {
    hubs_.push_back(
        std::make_unique<Hub>(setting_.hubs[i], setting_.counters[i], setting_.seed + i * 0x9e3779b97f4a7c15ULL));
  }
}

Dispatcher::~Dispatcher() { stop(Milliseconds{0}); }

void Dispatcher::start() {
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::stop(Milliseconds grace) {
  {
    const std::lock_guard lock(mutex_);
    if (!ending_) give_up_at_ = setting_.now() + grace;
    ending_ = true;
  }
  setting_.http->wake();
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::post(std::vector<Event>&& events) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = inbox_.empty();
    if (first) {
      inbox_ = std::move(events);
    } else {
      std::move(events.begin(), events.end(), std::back_inserter(inbox_));
    }
  }
  if (first) setting_.http->wake();
}

void Dispatcher::run() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (ending_) {
        sending_ = false;
        if (idle()) return;
        if (setting_.now() >= give_up_at_) break;
      }
    }
    step(kLongestWait);
  }
  setting_.http->abort();
}

bool Dispatcher::idle() const { return setting_.http->in_flight() == 0 && marking_ == 0; }

void Dispatcher::step(Milliseconds max_wait) {
  take_events();
  if (sending_) start_ready();
  setting_.http->run(until_next(max_wait));
}

void Dispatcher::take_events() {
  std::vector<Event> events;
  {
    const std::lock_guard lock(mutex_);
    events.swap(inbox_);
  }
  for (Event& event : events) {
    switch (event.kind) {
      case Event::Kind::opened: opened(std::move(event.entry)); break;
      case Event::Kind::settled: settled(event); break;
      case Event::Kind::joined:
        for (auto& hub : hubs_) hub->lanes.join(event.from, event.to);
        break;
    }
  }
}

void Dispatcher::opened(std::unique_ptr<Entry> entry) {
  Hub& hub = *hubs_[entry->hub];
  const bool set_aside = entry->state == EntryState::parked || entry->state == EntryState::uncertain;
  if (set_aside && hub.options.after_park == AfterPark::goes_on) return;
  if (const auto found = hub.entries.find(entry->position); found != hub.entries.end()) {
    // It held its lane while it was set aside, and goes again from where it stands.
    Entry& held = *found->second;
    held.state = EntryState::queued;
    held.replays = entry->replays;
    held.failures = held.same_reason = held.while_others_pass = 0;
    if (Lanes::first(held)) hub.ready.push_back(&held);
    return;
  }
  if (entry->payload) {
    if (cached_bytes_ + entry->size > kCachedBytes) entry->payload.reset();
    cached_bytes_ += entry->payload ? entry->size : 0;
  }
  Entry& added = *entry;
  hub.entries.emplace(added.position, std::move(entry));
  if (hub.lanes.add(added) && !set_aside) hub.ready.push_back(&added);
}

void Dispatcher::settled(const Event& event) {
  Hub& hub = *hubs_[event.hub];
  const auto found = hub.entries.find(event.position);
  if (found == hub.entries.end()) return;
  Entry& entry = *found->second;
  switch (event.state) {
    case EntryState::queued: return;
    case EntryState::sending:
      --marking_;
      // Only a hub whose repeats do harm is told to be under way before it is (outbox/README.md).
      if (sending_) {
        send(hub, entry);
      } else {
        ended(hub, entry, false);
        settle(entry, EntryState::queued, {});
      }
      return;
    case EntryState::parked:
    case EntryState::uncertain:
      entry.state = event.state;
      if (hub.options.after_park == AfterPark::waits) return;
      break;
    case EntryState::delivered: break;
  }
  leave(hub, entry);
}

void Dispatcher::leave(Hub& hub, Entry& entry) {
  scratch_.clear();
  hub.lanes.remove(entry, scratch_);
  for (Waiting* next : scratch_) {
    auto& first = static_cast<Entry&>(*next);
    if (first.state == EntryState::queued) hub.ready.push_back(&first);
  }
  if (entry.payload) cached_bytes_ -= entry.size;
  hub.entries.erase(entry.position);
}

void Dispatcher::start_ready() {
  const TimePoint now = setting_.now();
  for (auto& hub : hubs_) {
    while (!hub->timers.empty() && hub->timers.top().first <= now) {
      hub->ready.push_back(hub->timers.top().second);
      hub->timers.pop();
    }
    while (!hub->ready.empty() && hub->in_flight < hub->breaker.allowed(now, hub->options.concurrency)) {
      Entry& entry = *hub->ready.front();
      hub->ready.pop_front();
      start_entry(*hub, entry);
    }
    hub->counters->in_flight = hub->in_flight;
    hub->counters->circuit_open = hub->breaker.open();
  }
}

void Dispatcher::start_entry(Hub& hub, Entry& entry) {
  if (!hub.gate.enter(entry)) return;
  ++hub.in_flight;
  ++entry.attempts;
  if (hub.options.hub->mechanism() == hubs::Mechanism::none) {
    ++marking_;
    settle(entry, EntryState::sending, {});
    return;
  }
  send(hub, entry);
}

void Dispatcher::ended(Hub& hub, Entry& entry, bool delivered) {
  --hub.in_flight;
  let_go_.clear();
  hub.gate.leave(entry, delivered, let_go_);
  hub.ready.insert(hub.ready.begin(), let_go_.begin(), let_go_.end());
}

void Dispatcher::send(Hub& hub, Entry& entry) {
  std::shared_ptr<const std::string> payload = entry.payload;
  if (!payload) {
    auto read = setting_.reader->payload(entry.position, entry.message);
    if (!read) {
      log::error("payload-not-read", {{"message", entry.message.text()}, {"hub", hub.options.hub->name()}});
      ended(hub, entry, false);
      wait_for(hub, entry, kStoreRetry);
      return;
    }
    payload = std::make_shared<const std::string>(std::move(*read));
  }
  const std::string token = entry.message.text();
  hubs::Request prepared = hub.options.hub->prepare({entry.content_type, *payload, token, entry.parts});
  ClientRequest request;
  request.method = std::move(prepared.method);
  request.url = std::move(prepared.url);
  request.headers = std::move(prepared.headers);
  request.body = std::string(prepared.body);
  request.connect_timeout = hub.options.connect_timeout;
  request.timeout = hub.options.answer_timeout;
  request.max_answer_bytes = setting_.answer_bytes;
  // A kept connection may be dead, which shows only when the request has left.
  request.fresh_connection = hub.options.hub->mechanism() == hubs::Mechanism::none;
  request.tls = {hub.options.target.certificate_file, hub.options.target.key_file, hub.options.target.authority_file};
  entry.delivered_before = hub.delivered;
  ++hub.counters->attempts;
  auto sent = setting_.http->send(
      std::move(request), [this, &hub, &entry](ClientResponse answer) { answered(hub, entry, std::move(answer)); });
  if (!sent) {
    log::error("not-sent", {{"hub", hub.options.hub->name()}, {"fault", sent.error().message}});
    ended(hub, entry, false);
    wait_for(hub, entry, kStoreRetry);
  }
}

void Dispatcher::answered(Hub& hub, Entry& entry, ClientResponse answer) {
  const int status = answer.status;
  if (answer.error == "aborted") {
    ended(hub, entry, false);
    // We stop. What can be repeated is sent again at the next start; the rest stands as `sending` and becomes uncertain
    // then.
    return;
  }
  hubs::Response response;
  response.status = answer.status;
  response.sent = answer.sent;
  response.error = std::move(answer.error);
  response.headers = std::move(answer.headers);
  response.body = std::move(answer.body);
  response.complete = answer.complete;
  const std::string token = entry.message.text();
  hubs::Verdict verdict = hub.options.hub->judge(
      {entry.content_type, entry.payload ? std::string_view(*entry.payload) : std::string_view(), token, entry.parts},
      response);
  using Kind = hubs::Verdict::Kind;
  ended(hub, entry, verdict.kind == Kind::delivered);
  if (verdict.kind != Kind::retry || !verdict.hub_down) hub.breaker.succeeded();
  switch (verdict.kind) {
    case Kind::delivered:
      ++hub.delivered;
      settle(entry, EntryState::delivered, {}, {}, lines_of(verdict.locations));
      return;
    case Kind::park:
      log::warning(
          "parked",
          {{"message", token}, {"hub", hub.options.hub->name()}, {"reason", verdict.reason}, {"status", status}});
      settle(entry, EntryState::parked, std::move(verdict.reason), std::move(verdict.outcome));
      return;
    case Kind::uncertain:
      log::warning(
          "uncertain",
          {{"message", token}, {"hub", hub.options.hub->name()}, {"reason", verdict.reason}, {"status", status}});
      settle(entry, EntryState::uncertain, std::move(verdict.reason), std::move(verdict.outcome));
      return;
    case Kind::retry: retry(hub, entry, verdict, status); return;
  }
}

void Dispatcher::retry(Hub& hub, Entry& entry, const hubs::Verdict& verdict, int status) {
  entry.same_reason = verdict.reason == entry.reason ? entry.same_reason + 1 : 1;
  entry.reason = verdict.reason;
  // An entry that fails again and again while others are delivered is what is wrong, not the hub. 503 and 429 speak of
  // load.
  if (status != 503 && status != 429 && hub.delivered != entry.delivered_before) ++entry.while_others_pass;
  const bool poison = entry.while_others_pass >= hub.options.poison_attempts;
  if (poison || (verdict.times != 0 && entry.same_reason >= verdict.times)) {
    log::warning("parked", {{"message", entry.message.text()},
                            {"hub", hub.options.hub->name()},
                            {"reason", verdict.reason},
                            {"status", status}});
    settle(entry, EntryState::parked, verdict.reason, verdict.outcome);
    return;
  }
  const Milliseconds asked = std::min(verdict.after, hub.options.longest_retry_after);
  if (verdict.hub_down) {
    const bool was_open = hub.breaker.open();
    hub.breaker.failed(setting_.now(), asked);
    if (!was_open && hub.breaker.open())
      log::warning("circuit-open", {{"hub", hub.options.hub->name()}, {"reason", verdict.reason}});
  }
  ++hub.counters->retried;
  // The reason is kept for those who ask why it is still queued; for `none` it also takes the mark `sending` away.
  settle(entry, EntryState::queued, verdict.reason, verdict.outcome);
  wait_for(hub, entry, std::max(asked, hub.backoff.after(++entry.failures)));
}

void Dispatcher::wait_for(Hub& hub, Entry& entry, Milliseconds delay) {
  hub.timers.emplace(setting_.now() + delay, &entry);
}

void Dispatcher::settle(const Entry& entry, EntryState state, std::string reason, std::string outcome,
                        std::string locations) {
  Settlement settlement;
  settlement.hub = entry.hub;
  settlement.position = entry.position;
  settlement.rank = entry.rank;
  settlement.state = state;
  settlement.attempts = entry.attempts;
  settlement.replays = entry.replays;
  settlement.size = entry.size;
  settlement.reason = std::move(reason);
  settlement.outcome = std::move(outcome);
  settlement.locations = std::move(locations);
  setting_.settling->settle(std::move(settlement));
}

Milliseconds Dispatcher::until_next(Milliseconds at_most) const {
  const TimePoint now = setting_.now();
  TimePoint next = now + at_most;
  for (const auto& hub : hubs_) {
    if (!hub->timers.empty()) next = std::min(next, hub->timers.top().first);
    if (!hub->ready.empty() && hub->breaker.until() > now) next = std::min(next, hub->breaker.until());
  }
  return std::max(next - now, Milliseconds{0});
}

}  // namespace schakel::outbox
