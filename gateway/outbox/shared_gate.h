#pragma once
// SharedGate of one hub: lets no two transactions overlap that may both make the same shared resource (an Organization,
// a Practitioner), because two conditional creates at once make two of them on hubs that do not guard against it. Once
// a transaction with a resource has been delivered, that resource is there and holds up nobody. Pure, one thread.

#include "outbox/entry.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace schakel::outbox {

class SharedGate {
 public:
  // True: it may go. False: it waits for another one, whose leave() gives it back.
  bool enter(Entry& entry);
  // The attempt has ended; `made`: it was delivered. Who waited for it is appended to `again`.
  void leave(Entry& entry, bool made, std::vector<Entry*>& again);

 private:
  std::unordered_set<std::uint64_t> made_;
  std::unordered_map<std::uint64_t, std::vector<Entry*>> making_;
};

// Digests of keys, eight bytes each, as the store keeps them.
std::string write_shared(const std::vector<std::string>& keys);
std::vector<std::uint64_t> read_shared(std::string_view stored);

}  // namespace schakel::outbox
