#pragma once
// Dispatcher: the one thread that sends. It holds the lanes of every hub, starts what may go, judges what comes back,
// and tells the committer; an entry leaves its lane only when the committer says that its receipt is on disk.
//
// Faster hubs are not held up by slow ones: each has its own lanes, limit of requests in flight, backoff and circuit
// breaker.

#include "outbox/backoff.h"
#include "outbox/breaker.h"
#include "outbox/entry.h"
#include "outbox/outbox.h"
#include "outbox/shared_gate.h"
#include "transport/http_client/http_client.h"

#include <deque>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>

namespace schakel::outbox {

class Dispatcher final : public Dispatching {
 public:
  struct Setting {
    std::vector<HubOptions> hubs;
    std::vector<HubCounters*> counters;
    Settling* settling = nullptr;
    std::unique_ptr<storage::Reader> reader;  // for payloads that are not in memory
    std::unique_ptr<transport::HttpClient> http;
    std::function<TimePoint()> now;  // for waits; need not be the wall clock
    std::size_t answer_bytes = 0;
    std::uint64_t seed = 0;  // of the jitter
  };

  explicit Dispatcher(Setting setting);
  ~Dispatcher() override;

  void start();
  // Starts nothing more, waits at most `grace` for what is in flight, ends the thread.
  void stop(Milliseconds grace);
  void post(std::vector<Event>&& events) override;

  // One round of the thread, for tests: takes events, starts what may go, waits at most `max_wait` for the network.
  void step(Milliseconds max_wait);

 private:
  struct Hub {
    HubOptions options;
    HubCounters* counters;
    Lanes lanes;
    SharedGate gate;
    std::unordered_map<std::int64_t, std::unique_ptr<Entry>> entries;
    std::deque<Entry*> ready;
    using Timer = std::pair<TimePoint, Entry*>;
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers;
    Backoff backoff;
    Breaker breaker;
    unsigned in_flight = 0;
    std::uint64_t delivered = 0;

    Hub(HubOptions given, HubCounters* numbers, std::uint64_t seed);
  };

  void run();
  void take_events();
  void opened(std::unique_ptr<Entry> entry);
  void settled(const Event& event);
  void leave(Hub& hub, Entry& entry);
  void start_ready();
  void start_entry(Hub& hub, Entry& entry);
  void send(Hub& hub, Entry& entry);
  // The attempt is over: its place among those in flight, and what it was making, are free.
  void ended(Hub& hub, Entry& entry, bool delivered);
  void answered(Hub& hub, Entry& entry, transport::ClientResponse answer);
  void retry(Hub& hub, Entry& entry, const hubs::Verdict& verdict, int status);
  void wait_for(Hub& hub, Entry& entry, Milliseconds delay);
  void settle(const Entry& entry, storage::EntryState state, std::string reason, std::string outcome = {},
              std::string locations = {});
  [[nodiscard]] Milliseconds until_next(Milliseconds at_most) const;
  [[nodiscard]] bool idle() const;

  Setting setting_;
  std::vector<std::unique_ptr<Hub>> hubs_;
  std::size_t cached_bytes_ = 0;
  std::size_t marking_ = 0;  // entries that wait for their mark `sending` to be on disk
  std::vector<Waiting*> scratch_;
  std::vector<Entry*> let_go_;

  std::mutex mutex_;
  std::vector<Event> inbox_;
  bool ending_ = false;  // guarded by mutex_
  TimePoint give_up_at_{};
  bool sending_ = true;
  std::thread thread_;
};

}  // namespace schakel::outbox
