#include "outbox/breaker.h"

#include <algorithm>

namespace schakel::outbox {

unsigned Breaker::allowed(TimePoint now, unsigned normally) const {
  if (now < until_) return 0;
  return open() ? std::min(normally, 1U) : normally;
}

void Breaker::succeeded() {
  failures_ = rounds_ = 0;
  until_ = {};
}

void Breaker::failed(TimePoint now, Milliseconds pause) {
  ++failures_;
  if (pause.count() > 0) until_ = std::max(until_, now + pause);
  // What was under way when it opened, and fails too, does not lengthen the wait.
  if (open() && now >= until_) until_ = now + backoff_.after(++rounds_);
}

}  // namespace schakel::outbox
