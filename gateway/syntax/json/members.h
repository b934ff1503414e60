#pragma once
// Internal to syntax/json. MemberTable: the names that were seen in each open object, with their first node, so that a
// second key of one name is found and `_field` finds `field`. Small objects are searched one by one; large ones get an
// index, so that a document of a million keys stays linear. Thread rule: one thread.

#include "tree/node.h"

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace schakel::syntax::json {

struct SeenMember {
  Name name;
  Node* first = nullptr;    // the first node of the name; null while there is none
  bool value = false;       // `name` was seen
  bool underscore = false;  // `_name` was seen
};

class MemberTable {
 public:
  void clear() {
    members_.clear();
    large_.clear();
  }
  // The place where the members of a new object start; close it before its parent's next member.
  [[nodiscard]] std::uint32_t open() const { return static_cast<std::uint32_t>(members_.size()); }
  void close(std::uint32_t start) {
    if (members_.size() - start > kSmall) large_.erase(start);
    members_.resize(start);
  }
  SeenMember& operator[](std::uint32_t index) { return members_[index]; }

  // The index of the member of that name, added when it is new. `hashes` belongs to the object and starts as 0: a bit
  // of it says that a name with such a hash was seen. REQUIRES: the object that starts there is the innermost.
  std::uint32_t find_or_add(std::uint32_t start, Name name, std::uint64_t& hashes) {
    const auto end = static_cast<std::uint32_t>(members_.size());
    if (end - start > kSmall) return find_or_add_large(start, name);
    const std::uint64_t bit = std::uint64_t{1} << (name.hash() & 63U);
    const bool fresh = (hashes & bit) == 0;
    hashes |= bit;
    if (fresh && end - start < kSmall) {
      members_.push_back({name});
      return end;
    }
    for (std::uint32_t i = start; i < end; ++i) {
      if (members_[i].name == name) return i;
    }
    members_.push_back({name});
    if (end - start == kSmall) {
      auto& index = large_[start];
      for (std::uint32_t i = start; i <= end; ++i) index.emplace(members_[i].name, i);
    }
    return end;
  }

 private:
  static constexpr std::uint32_t kSmall = 32;
  struct Hash {
    std::size_t operator()(Name name) const { return name.hash(); }
  };

  std::uint32_t find_or_add_large(std::uint32_t start, Name name) {
    const auto end = static_cast<std::uint32_t>(members_.size());
    const auto [entry, added] = large_[start].emplace(name, end);
    if (added) members_.push_back({name});
    return entry->second;
  }

  std::vector<SeenMember> members_;
  std::map<std::uint32_t, std::unordered_map<Name, std::uint32_t, Hash>> large_;
};

}  // namespace schakel::syntax::json
