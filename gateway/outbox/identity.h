#pragma once
// Identity of patients: which lane a message belongs to, by the keys it carries (architecture decision 15). A key's
// lane is made of its digest; lanes of keys that came together in one message are joined for good, in the store.

#include "storage/store.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace schakel::outbox {

struct Place {
  std::uint64_t lane = 0;
  // Lanes that this message joined: (from, to).
  std::vector<std::pair<std::uint64_t, std::uint64_t>> joined;
};

// REQUIRES: a transaction of the store is open; the joins are written in it. `own` names the lane when there are no
// keys.
Result<Place> place(storage::Store& store, const std::vector<std::string>& keys, const std::string& own);

// The lane that `lane` stands for now.
Result<std::uint64_t> lane_now(storage::Store& store, std::uint64_t lane);

}  // namespace schakel::outbox
