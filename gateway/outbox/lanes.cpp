#include "outbox/lanes.h"

namespace schakel::outbox {

Waiting*& Lanes::behind(Waiting& waiting, std::uint64_t lane) { return waiting.behind_[waiting.lane == lane ? 0 : 1]; }

void Lanes::append(Waiting& waiting, std::uint64_t lane) {
  behind(waiting, lane) = nullptr;
  Lane& at = lanes_[lane];
  if (at.first == nullptr) {
    at.first = &waiting;
  } else {
    behind(*at.last, lane) = &waiting;
    ++waiting.lanes_before_;
  }
  at.last = &waiting;
}

bool Lanes::add(Waiting& waiting) {
  waiting.lanes_before_ = 0;
  append(waiting, waiting.lane);
  return waiting.lanes_before_ == 0;
}

void Lanes::join(std::uint64_t from, std::uint64_t to) {
  // Nothing waits there: nothing to keep in order.
  if (from == to || lanes_.find(from) == lanes_.end()) return;
  auto barrier = std::make_unique<Waiting>();
  barrier->barrier = true;
  barrier->lane = from;
  barrier->other_lane_ = to;
  append(*barrier, from);
  append(*barrier, to);
  // `from` is not empty, so the barrier waits.
  Waiting* const address = barrier.get();
  barriers_.emplace(address, std::move(barrier));
}

void Lanes::remove(Waiting& waiting, std::vector<Waiting*>& ready) { take_first(waiting.lane, ready); }

void Lanes::take_first(std::uint64_t lane, std::vector<Waiting*>& ready) {
  const auto found = lanes_.find(lane);
  Waiting* next = behind(*found->second.first, lane);
  if (next == nullptr) {
    lanes_.erase(found);
    return;
  }
  found->second.first = next;
  if (--next->lanes_before_ > 0) return;
  if (!next->barrier) {
    ready.push_back(next);
    return;
  }
  // Both lanes are drained up to here. A barrier stands first in both now.
  take_first(next->lane, ready);
  take_first(next->other_lane_, ready);
  barriers_.erase(next);
}

}  // namespace schakel::outbox
