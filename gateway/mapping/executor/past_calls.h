#pragma once
// Calls that need not be made again. In a transaction entries of one fullUrl become one (transaction.h), so a group
// that only makes entries (GroupProgram::entries) adds nothing when it is called with equal arguments once more: the
// practitioner of every result of a message is mapped once. Thread rule: one thread. Private to the room.

#include "mapping/executor/value.h"
#include "mapping/program/program.h"
#include "tree/tree.h"

#include <cstddef>
#include <span>
#include <vector>

namespace schakel::mapping {

class PastCalls {
 public:
  // Before a run. `off`: every call is made (who asks what was read wants them all).
  void start(const Tree& target, bool off);

  // What is told about a call before it is made, and needed after it.
  struct Call {
    bool counts = false;  // calls of this kind are kept
    bool known = false;   // an equal one was made: this one adds nothing
    std::size_t hash = 0;
    const Node* last = nullptr;  // child of the Bundle before the call
  };
  // `arguments` in the order of the group's inputs.
  [[nodiscard]] Call look(const GroupProgram& group, std::span<const Slot> arguments) const;
  // After it was made. REQUIRES: call.counts, not call.known.
  void keep(const GroupProgram& group, std::span<const Slot> arguments, const Call& call);

 private:
  struct Past {
    const GroupProgram* group;
    std::size_t hash;
    std::size_t first;  // of its arguments
  };
  [[nodiscard]] bool is_equal(const Past& past, std::span<const Slot> arguments) const;

  const Tree* target_ = nullptr;
  bool off_ = false;
  std::vector<Past> past_;
  std::vector<Slot> arguments_;
};

}  // namespace schakel::mapping
