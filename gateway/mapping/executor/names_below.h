#pragma once
// NamesBelow: which names the children of a source node certainly do not have. Groups ask one segment for field after
// field, most of which are not there. Thread rule: one thread. Private to the room.

#include "tree/node.h"

#include <array>
#include <cstdint>

namespace schakel::mapping {

class NamesBelow {
 public:
  [[nodiscard]] static std::uint64_t bit(Name name) { return std::uint64_t{1} << (name.hash() & 63U); }

  // Before each run: the nodes of the last one are gone.
  void clear() { known_ = {}; }

  // False: no child has the name of that bit. REQUIRES: the children of the node do not change during the run.
  bool may_have(const Node& node, std::uint64_t name) {
    Known& known = known_[reinterpret_cast<std::uintptr_t>(&node) / alignof(Node) % known_.size()];
    if (known.node != &node) {
      known = {&node, 0};  // the first question: a look at the children answers as fast
      return true;
    }
    if (known.names == 0) {
      for (const Node* c = node.first_child(); c != nullptr; c = c->next()) known.names |= bit(c->name());
    }
    return (known.names & name) != 0;
  }

 private:
  struct Known {
    const Node* node = nullptr;
    std::uint64_t names = 0;  // 0: not looked at yet
  };
  std::array<Known, 61> known_;  // by address; a prime, as nodes lie at even distances
};

}  // namespace schakel::mapping
