#pragma once
// Counters: what the pipeline did since the process began, for /metrics.

#include <array>
#include <atomic>
#include <cstdint>

namespace schakel::pipeline {

struct Counters {
  using Count = std::atomic<std::uint64_t>;
  Count received{0};
  Count received_bytes{0};
  Count accepted{0};
  Count rejected{0};     // AR: not readable, over a limit, no map
  Count erroneous{0};    // AE: the sender must repair it
  Count invalid{0};      // broke a profile, whatever became of it
  Count not_checked{0};  // rules and codes that could not be judged
  Count faults{0};       // not answered, or 5xx
  Count validations{0};  // resources validated
  Count read_nanoseconds{0};
  Count map_nanoseconds{0};
  Count validate_nanoseconds{0};
};

}  // namespace schakel::pipeline
