#pragma once
// Lanes of one hub: first in, first out for each patient, patients beside each other (architecture decision 15). Pure:
// no clock, no store, no threads of its own.
//
// Two lanes that turn out to be the same patient's are joined by a barrier that stands in both: what was in either lane
// leaves before anything that is added after the join.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace schakel::outbox {

// What waits in a lane; the owner keeps it at its address until it has been removed.
struct Waiting {
  std::uint64_t lane = 0;
  bool barrier = false;

 private:
  friend class Lanes;
  std::uint64_t other_lane_ = 0;             // of a barrier
  Waiting* behind_[2] = {nullptr, nullptr};  // next in the lane; the second for a barrier's other lane
  int lanes_before_ = 0;                     // in so many lanes something stands before it
};

class Lanes {
 public:
  // At the end of its lane. True: nothing is before it.
  bool add(Waiting& waiting);
  // Joins lane `from` to lane `to` for what is added later to either; REQUIRES: `from` gets no more additions. Barriers
  // belong to this class.
  void join(std::uint64_t from, std::uint64_t to);
  // Takes the first of its lane out; who is first now is appended to `ready`.
  // REQUIRES: nothing is before it.
  void remove(Waiting& waiting, std::vector<Waiting*>& ready);

  // Nothing is before it.
  [[nodiscard]] static bool first(const Waiting& waiting) { return waiting.lanes_before_ == 0; }
  [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }

  Lanes() = default;
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

 private:
  struct Lane {
    Waiting* first = nullptr;
    Waiting* last = nullptr;
  };
  void append(Waiting& waiting, std::uint64_t lane);
  static Waiting*& behind(Waiting& waiting, std::uint64_t lane);
  void take_first(std::uint64_t lane, std::vector<Waiting*>& ready);

  std::unordered_map<std::uint64_t, Lane> lanes_;
  std::unordered_map<Waiting*, std::unique_ptr<Waiting>> barriers_;
};

}  // namespace schakel::outbox
