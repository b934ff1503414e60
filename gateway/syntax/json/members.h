#pragma once
// Internal to syntax/json: which names an open object has, so that a second key of one name is found and `_field` finds
// `field`. Mostly a name is new and becomes a child: NameSet says so at the cost of a few instructions, and nothing is
// kept but the child. The table holds the rest: names that left no node, names of `_field`, and every name of an object
// that has grown large, with an index, so that a document of a million keys stays linear. Thread rule: one thread.

#include "syntax/name_cache.h"
#include "tree/node.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string_view>

namespace schakel::syntax::json {

// The names of one object by a bit of their hash each.
class NameSet {
 public:
  // True: the name was certainly not in the set.
  [[nodiscard]] bool is_new(HashedName name) const { return (bits_ & bit(name)) == 0; }
  void add(HashedName name) { bits_ |= bit(name); }
  void clear() { bits_ = 0; }

 private:
  // The lower bits of the hash choose the slot in the cache.
  static std::uint64_t bit(HashedName name) { return std::uint64_t{1} << ((name.hash >> 16) & 63U); }
  std::uint64_t bits_;
};

inline constexpr std::size_t kFew = 64;  // so many are looked through one by one

struct Member {
  Name name;
  Node* first = nullptr;  // the first node of the name; null while there is none
  std::uint32_t level = 0;
  bool value = false;       // `name` was seen
  bool underscore = false;  // `_name` was seen
};

// Objects are told apart by their level, the number of objects around them; only the innermost one may change.
class MemberTable {
 public:
  void clear() {
    members_.clear();
    large_.clear();
  }
  // The member stays where it is until its object is closed.
  Member& add(std::uint32_t level, Name name) {
    Member& member = members_.emplace_back();
    member.name = name;
    member.level = level;
    const auto index = large_.find(level);
    if (index != large_.end()) index->second.emplace(name.text(), &member);
    return member;
  }
  Member* find(std::uint32_t level, Name name) {
    const auto index = large_.find(level);
    if (index != large_.end()) {
      const auto found = index->second.find(name.text());
      return found == index->second.end() ? nullptr : found->second;
    }
    std::size_t passed = 0;
    for (auto m = members_.rbegin(); m != members_.rend() && m->level == level; ++m) {
      if (m->name == name) return &*m;
      if (++passed > kFew) {
        index_members(level);
        return find(level, name);
      }
    }
    return nullptr;
  }
  // From here on the table has all names of the object: those it has already, and those of its children.
  void track(std::uint32_t level, const Node& object) {
    const auto& index = index_members(level);
    Name last;
    for (Node* c = object.first_child(); c != nullptr; c = c->next()) {
      if (c->name() == last && c != object.first_child()) continue;
      last = c->name();
      if (index.find(last.text()) != index.end()) continue;
      Member& member = add(level, last);
      member.first = c;
      member.value = true;
    }
  }
  void close(std::uint32_t level) {
    large_.erase(level);
    while (!members_.empty() && members_.back().level == level) members_.pop_back();
  }

 private:
  // Ordered, because names that only a document has could be chosen to have equal hashes.
  using Index = std::map<std::string_view, Member*>;

  Index& index_members(std::uint32_t level) {
    Index& index = large_[level];
    for (auto m = members_.rbegin(); m != members_.rend() && m->level == level; ++m) index.emplace(m->name.text(), &*m);
    return index;
  }

  std::deque<Member> members_;
  std::map<std::uint32_t, Index> large_;
};

// A child of that name if the object has few children; `many` is set when looking further would take long: the object
// should be tracked then.
inline Node* find_among_few(const Node& object, Name name, bool& many) {
  std::size_t passed = 0;
  for (Node* c = object.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == name) return c;
    if (++passed > kFew) {
      many = true;
      return nullptr;
    }
  }
  return nullptr;
}

}  // namespace schakel::syntax::json
