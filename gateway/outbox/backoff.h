#pragma once
// How long to wait before the next attempt: doubling, with jitter, so that what failed together does not return
// together. Thread rule: one thread.

#include "base/clock.h"

#include <cstdint>

namespace schakel::outbox {

class Backoff {
 public:
  // REQUIRES: 0 < first <= longest.
  Backoff(Milliseconds first, Milliseconds longest, std::uint64_t seed)
      : first_(first), longest_(longest), state_(seed) {}

  // After the n-th failure in a row, n from 1: between half of and the whole min(longest, first * 2^(n-1)).
  Milliseconds after(unsigned failures);

 private:
  Milliseconds first_;
  Milliseconds longest_;
  std::uint64_t state_;
};

}  // namespace schakel::outbox
