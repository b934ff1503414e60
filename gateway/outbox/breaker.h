#pragma once
// Circuit breaker of one hub. Closed: everything may go. After `failures` in a row that speak of the hub (no answer,
// 503, 429) it is open: nothing goes until a time; then one probe at a time, and its success closes it again. Pure, one
// thread.

#include "outbox/backoff.h"

namespace schakel::outbox {

class Breaker {
 public:
  Breaker(unsigned failures, Backoff backoff) : limit_(failures), backoff_(backoff) {}

  // How many may be in flight now, of `normally` many.
  [[nodiscard]] unsigned allowed(TimePoint now, unsigned normally) const;
  void succeeded();
  // `pause`: what the hub asked for with Retry-After; 0 none.
  void failed(TimePoint now, Milliseconds pause);

  [[nodiscard]] bool open() const { return failures_ >= limit_; }
  // Nothing may go before; meaningful while it is open or the hub asked for a pause.
  [[nodiscard]] TimePoint until() const { return until_; }

 private:
  unsigned limit_;
  Backoff backoff_;
  unsigned failures_ = 0;
  unsigned rounds_ = 0;
  TimePoint until_{};
};

}  // namespace schakel::outbox
