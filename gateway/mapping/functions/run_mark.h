#pragma once
// Which run of a map this thread is in, for functions that remember something of the message at hand: nodes of the next
// message may stand at the same addresses. The executor sets it for as long as a run lasts.
// Thread rule: each thread has its own.

#include <cstdint>

namespace schakel::mapping {

class RunMark {
 public:
  RunMark();
  ~RunMark();
  RunMark(const RunMark&) = delete;
  RunMark& operator=(const RunMark&) = delete;

  // Different for every run of this thread; 0 outside of runs, where nothing may be remembered.
  static std::uint64_t current();
};

}  // namespace schakel::mapping
