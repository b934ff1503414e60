#pragma once
// Outbox: the journal, its store, the lanes and the deliveries of one data directory, with their two threads (one that
// commits, one that sends).
//
//   auto outbox = Outbox::open({.data = dir, .hubs = {...}});   // locks the directory, resumes what was open
//   (*outbox)->start();                                         // deliveries begin
//   ...submit, list, replay...
//   (*outbox)->stop();                                          // everything accepted is committed; the rest at the
//   next start

#include "base/clock.h"
#include "base/limits.h"
#include "hubs/hub.h"
#include "hubs/registry.h"
#include "outbox/journal.h"
#include "outbox/messages.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace schakel::outbox {

// What happens to later messages of a patient when one is parked or uncertain. `goes_on` (default): every transaction
// is complete in itself (conditional creates and updates), so a refused lab result must not hold up the discharge; a
// replay that would overwrite what a later message has said is refused unless it is asked for (messages.h Overtaken).
// `waits`: until somebody replays or the message is discarded; for hubs where a later message makes no sense without
// the earlier one.
enum class AfterPark : std::uint8_t { goes_on, waits };

struct HubOptions {
  std::shared_ptr<const hubs::Hub> hub;
  hubs::Target target;
  unsigned concurrency = 16;  // requests in flight at once
  Milliseconds connect_timeout{5'000};
  Milliseconds answer_timeout{60'000};
  Milliseconds first_retry{500};  // doubles each time, with jitter of half to all of it
  Milliseconds longest_retry{60'000};
  Milliseconds longest_retry_after{3'600'000};  // a Retry-After beyond it is cut to it
  unsigned breaker_failures = 8;  // in a row, none in between delivered: the circuit opens, one probe at a time
  unsigned poison_attempts = 12;  // 5xx answers to one entry while others are delivered: parked as `hub-error`
  AfterPark after_park = AfterPark::goes_on;
};

struct Options {
  std::filesystem::path data;  // made with 0700 if absent; files in it are 0600
  Limits limits;
  const Clock* clock = nullptr;  // null: the system's
  Milliseconds receiving_window{std::int64_t{7} * 24 * 3600 * 1000};
  std::vector<HubOptions> hubs;
};

// For /metrics. Totals count from the start of the process.
struct HubStatistics {
  std::string hub;
  std::uint64_t queued = 0;
  std::uint64_t queued_bytes = 0;
  std::uint64_t parked = 0;
  std::uint64_t uncertain = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t attempts_total = 0;
  std::uint64_t delivered_total = 0;
  std::uint64_t retried_total = 0;
  bool circuit_open = false;
};

struct Statistics {
  std::uint64_t stored_total = 0;
  std::uint64_t repeated_total = 0;
  std::uint64_t refused_total = 0;
  std::uint64_t commits_total = 0;  // one fsync each
  std::uint64_t rows_total = 0;     // rows written by them
  std::uint64_t failed_commits_total = 0;
  std::uint64_t waiting_commits = 0;  // submissions not yet on disk
  bool store_failing = false;
  std::vector<HubStatistics> hubs;
};

class Outbox : public Journal, public Messages {
 public:
  // Faults: the directory is in use by another gateway, the store is newer than this binary, or cannot be opened.
  static Result<std::unique_ptr<Outbox>> open(Options options);
  // Begins to deliver. Submitting works from open() on.
  virtual void start() = 0;
  // No new submissions; what was taken is committed and answered; requests in flight are given `grace` to end.
  // Idempotent.
  virtual void stop(Milliseconds grace) = 0;
  [[nodiscard]] virtual Statistics statistics() const = 0;
};

}  // namespace schakel::outbox
