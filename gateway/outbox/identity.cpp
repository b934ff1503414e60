#include "outbox/identity.h"

#include "base/digest.h"

#include <algorithm>

namespace schakel::outbox {

Result<std::uint64_t> lane_now(storage::Store& store, std::uint64_t lane) {
  std::uint64_t root = lane;
  for (int steps = 0;; ++steps) {
    auto target = store.joined_to(root);
    if (!target) return failed(target.error());
    if (!*target) {
      // A chain grows with every join of joined lanes: shorten what was walked.
      if (steps > 1) {
        if (auto done = store.join(lane, root); !done) return failed(done.error());
      }
      return root;
    }
    root = **target;
  }
}

Result<Place> place(storage::Store& store, const std::vector<std::string>& keys, const std::string& own) {
  Place found;
  if (keys.empty()) {
    found.lane = prefix_of(sha256(own));
    return found;
  }
  std::vector<std::uint64_t> roots;
  for (const std::string& key : keys) {
    auto root = lane_now(store, prefix_of(sha256(key)));
    if (!root) return failed(root.error());
    if (std::find(roots.begin(), roots.end(), *root) == roots.end()) roots.push_back(*root);
  }
  found.lane = roots.front();
  for (std::size_t i = 1; i < roots.size(); ++i) {
    if (auto done = store.join(roots[i], found.lane); !done) return failed(done.error());
    found.joined.emplace_back(roots[i], found.lane);
  }
  return found;
}

}  // namespace schakel::outbox
