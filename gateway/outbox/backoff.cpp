#include "outbox/backoff.h"

#include <algorithm>

namespace schakel::outbox {

Milliseconds Backoff::after(unsigned failures) {
  const unsigned doublings = std::min(failures == 0 ? 0U : failures - 1, 30U);
  const std::int64_t whole = std::min(longest_.count(), first_.count() << doublings);
  // xorshift64*
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  const std::uint64_t random = state_ * 0x2545f4914f6cdd1dULL >> 11;
  const std::int64_t half = whole / 2;
  return Milliseconds{whole - half + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(half + 1))};
}

}  // namespace schakel::outbox
