#pragma once
// What the two threads of the outbox hand to each other. The committer tells what is on disk, the dispatcher what
// happened at a hub.

#include "outbox/lanes.h"
#include "outbox/outbox.h"
#include "storage/store.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace schakel::outbox {

// An entry that is not delivered, in memory. Owned by the dispatcher.
struct Entry : Waiting {
  std::int64_t position = 0;
  std::int64_t rank = 0;
  storage::MessageId message;
  std::uint32_t hub = 0;  // index in Options::hubs
  std::uint32_t parts = 0;
  std::uint64_t size = 0;
  storage::EntryState state = storage::EntryState::queued;
  std::uint32_t attempts = 0;
  std::uint32_t replays = 0;
  std::string content_type;
  std::vector<std::uint64_t> shared;           // resources that it shares with others (shared_gate.h)
  std::vector<std::uint64_t> claimed;          // those of them that it is making now
  std::shared_ptr<const std::string> payload;  // null: to be read from the store

  // Of the attempts of this process:
  std::string reason;                  // of the last one
  unsigned failures = 0;               // in a row, whatever the reason
  unsigned same_reason = 0;            // in a row
  unsigned while_others_pass = 0;      // failures since each of which another entry was delivered
  std::uint64_t delivered_before = 0;  // the hub's count at the last attempt
};

// From the committer, in the order of commits.
struct Event {
  enum class Kind : std::uint8_t {
    opened,   // an entry waits for delivery
    joined,   // two lanes are one
    settled,  // a change that the dispatcher asked for is on disk
  };
  Kind kind = Kind::opened;
  std::unique_ptr<Entry> entry;    // opened
  std::uint64_t from = 0, to = 0;  // joined
  std::uint32_t hub = 0;           // settled
  std::int64_t position = 0;
  storage::EntryState state = storage::EntryState::queued;
};

// From the dispatcher.
struct Settlement {
  std::uint32_t hub = 0;
  std::int64_t position = 0;
  std::int64_t rank = 0;
  storage::EntryState state = storage::EntryState::queued;
  std::uint32_t attempts = 0;
  std::uint32_t replays = 0;
  std::uint64_t size = 0;
  std::string reason;
  std::string outcome;
  std::string locations;
};

// Thread rule: any thread.
class Dispatching {
 public:
  virtual ~Dispatching() = default;
  virtual void post(std::vector<Event>&& events) = 0;
};

class Settling {
 public:
  virtual ~Settling() = default;
  virtual void settle(Settlement settlement) = 0;
};

// Numbers of one hub that both threads and /metrics see.
struct HubCounters {
  std::atomic<std::uint64_t> queued{0}, queued_bytes{0}, parked{0}, uncertain{0};
  std::atomic<std::uint64_t> in_flight{0}, attempts{0}, delivered{0}, retried{0};
  std::atomic<bool> circuit_open{false};

  [[nodiscard]] HubStatistics read(std::string_view hub) const {
    return {std::string(hub), queued,   queued_bytes, parked,  uncertain,
            in_flight,        attempts, delivered,    retried, circuit_open};
  }
};

}  // namespace schakel::outbox
