#pragma once
// Committer: the one thread that writes the store. It swaps the queue of what waits, writes all of it in one
// transaction, and after the one fsync tells everybody: senders get their answers, the dispatcher its entries and
// receipts. Nothing lingers: while one batch is written, the next one gathers.
//
// A fault of the store answers the submissions of its batch with a fault and keeps the dispatcher's settlements for the
// next try, so that no receipt is ever lost; until the store can be written again, accepting() is false.

#include "base/limits.h"
#include "outbox/entry.h"
#include "outbox/journal.h"
#include "outbox/outbox.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <variant>

namespace schakel::outbox {

struct HubSeat {
  std::string name;
  std::int64_t number = 0;  // in the store
  hubs::Mechanism mechanism = hubs::Mechanism::conditional;
  AfterPark after_park = AfterPark::goes_on;
  HubCounters* counters = nullptr;
};

class Committer final : public Settling {
 public:
  struct Setting {
    storage::Store* store = nullptr;
    const Clock* clock = nullptr;
    Limits limits;
    Milliseconds receiving_window{};
    std::filesystem::path data;
    std::vector<HubSeat> hubs;
  };

  // Everything given must outlive it. Reads what is open: the events of resume() come first.
  static Result<std::unique_ptr<Committer>> create(Setting setting);
  explicit Committer(Setting setting);
  ~Committer() override;

  // What was open when the store was opened, for the dispatcher.
  std::vector<Event> resume() { return std::move(resumed_); }
  void start(Dispatching& dispatching);
  // Takes nothing new, writes what waits and ends the thread.
  void stop();

  Status submit(const storage::MessageId& id, Submission submission, std::function<void(Result<Committed>)> done);
  // Queues entries again; how many of them were parked or uncertain.
  Result<std::size_t> replay(std::vector<std::int64_t> positions);
  void settle(Settlement settlement) override;
  [[nodiscard]] bool accepting() const;
  void fill(Statistics& statistics) const;

 private:
  struct NewMessage {
    storage::MessageId id;
    Submission submission;
    std::function<void(Result<Committed>)> done;
    std::size_t bytes = 0;
  };
  struct Replay {
    std::vector<std::int64_t> positions;
    std::function<void(Result<std::size_t>)> done;
  };
  using Work = std::variant<NewMessage, Settlement, Replay>;
  // What becomes true with the commit.
  struct Effects {
    std::vector<Event> events;
    std::vector<std::function<void()>> after;
  };

  Status load();
  Status load_entry(storage::OpenEntryRow row);
  Status room_for(const Submission& submission) const;
  void run();
  void tick();
  // False: the thread has ended, the work was not taken.
  bool enqueue(Work work);
  void write(std::vector<Work> batch);
  void write_transaction(std::span<Work> works);
  void give_up(std::span<Work> works, const Fault& fault);
  Status apply(Work& work, Effects& effects);
  Status apply_message(NewMessage& message, Effects& effects);
  Status apply_repeat(NewMessage& message, const storage::MessageId& first, Effects& effects);
  Status add_entries(NewMessage& message, std::int64_t first, Effects& effects);
  Status apply_settlement(const Settlement& settlement, Effects& effects);
  Result<std::size_t> apply_replay(std::span<const std::int64_t> positions, Effects& effects);
  Status apply_requests(Effects& effects);
  void count_settled(const Settlement& settlement);
  [[nodiscard]] std::int64_t now() const { return setting_.clock->now().time_since_epoch().count(); }

  Setting setting_;
  Dispatching* dispatching_ = nullptr;
  std::vector<Event> resumed_;
  std::size_t unknown_hub_ = 0;     // open entries of hubs that are not configured
  std::int64_t last_position_ = 0;  // used by the commit thread
  std::vector<Work> retained_;      // settlements that could not be written yet

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Work> queue_;
  bool stopping_ = false;
  bool ended_ = false;

  std::atomic<std::size_t> waiting_{0}, waiting_bytes_{0};
  std::atomic<bool> failing_{false}, disk_low_{false}, closed_{false};
  std::atomic<std::uint64_t> stored_{0}, repeated_{0}, refused_{0}, commits_{0}, rows_{0}, failed_commits_{0};
  std::chrono::steady_clock::time_point next_tick_{};
  std::thread thread_;
};

}  // namespace schakel::outbox
