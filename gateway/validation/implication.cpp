#include "validation/implication.h"

#include "validation/rules/rule.h"

#include <algorithm>

namespace schakel::validation {

namespace {

std::string_view without_version(std::string_view canonical) { return canonical.substr(0, canonical.find('|')); }

class Proof {
 public:
  explicit Proof(const Library& library) : library_(library) {}

  bool element(const ElementRule& ours, const ElementRule& theirs, int depth) const {
    if (ours.min < theirs.min || ours.max > theirs.max) return false;
    if (!types(ours, theirs) || !checks(ours, theirs)) return false;
    if (theirs.children == nullptr) return true;
    if (ours.children == nullptr || depth > 16) return false;
    // A contentReference: the same one, or it is not proven.
    if (is_elsewhere(theirs))
      return is_elsewhere(ours) && ours.children->groups[0].element->path == theirs.children->groups[0].element->path;
    return children(*ours.children, *theirs.children, depth);
  }

 private:
  static bool is_elsewhere(const ElementRule& e) {
    if (e.children->groups.empty()) return false;
    const std::string_view first = e.children->groups[0].element->path;
    return first.size() <= e.path.size() || first.substr(0, e.path.size()) != e.path;
  }

  bool children(const Children& ours, const Children& theirs, int depth) const {
    if (theirs.complete && !ours.complete) return false;
    for (const Group& group : theirs.groups) {
      const ChildSlot* slot = ours.find(group.element->name);
      if (slot == nullptr) {
        // Not named at all: then it is not allowed, which is stricter, unless it is demanded.
        if (!ours.complete || group.element->min > 0) return false;
        continue;
      }
      const ElementRule& mine = *ours.groups[slot->group].element;
      if (mine.max == 0 && group.element->min == 0) continue;
      if (!element(mine, *group.element, depth + 1)) return false;
      if (group.slicing != nullptr && !same_slices(ours.groups[slot->group], group)) return false;
    }
    return true;
  }

  // Slices of the base must stand in the profile as they are; only their own definition can prove more.
  bool same_slices(const Group& ours, const Group& theirs) const {
    if (ours.slicing == nullptr) return false;
    return std::all_of(theirs.slicing->slices.begin(), theirs.slicing->slices.end(), [&](const Slice& s) {
      return std::any_of(ours.slicing->slices.begin(), ours.slicing->slices.end(), [&](const Slice& mine) {
        return mine.element->slice_name == s.element->slice_name && element(*mine.element, *s.element, 1);
      });
    });
  }

  bool types(const ElementRule& ours, const ElementRule& theirs) const {
    return std::all_of(ours.types.begin(), ours.types.end(), [&](const TypeRule& mine) {
      return theirs.types.empty() ||
             std::any_of(theirs.types.begin(), theirs.types.end(), [&](const TypeRule& t) { return type(mine, t); });
    });
  }

  bool type(const TypeRule& mine, const TypeRule& theirs) const {
    const bool same = mine.code == theirs.code;
    const bool narrower = mine.role == TypeRole::resource && mine.type != nullptr && theirs.type != nullptr &&
                          mine.type->is_a(*theirs.type);
    if (!same && !narrower) return false;
    if (theirs.profiles.empty()) return mine.profiles.empty() || all_of_type(mine);
    return mine.profiles.size() == 1 && theirs.profiles.size() == 1 &&
           without_version(mine.profiles[0].canonical()) == without_version(theirs.profiles[0].canonical());
  }

  // A profile on a type replaces the walk of the type's own definition, so it must imply that one.
  bool all_of_type(const TypeRule& mine) const {
    if (mine.role == TypeRole::resource || mine.code == "Extension")
      return true;  // those are walked by their own type anyway
    const Program* base = library_.find(mine.base->canonical());
    return std::all_of(mine.profiles.begin(), mine.profiles.end(), [&](const Link& link) {
      const Program* program = library_.find(link.canonical());
      return program != nullptr && base != nullptr && program->implies == base;
    });
  }

  static bool checks(const ElementRule& ours, const ElementRule& theirs) {
    return std::all_of(theirs.checks.begin(), theirs.checks.end(), [&](const Check& c) {
      const Rule& rule = rule_table()[c.rule];
      if (c.operand == nullptr && rule.of_type) return true;  // runs with the type's definition in any case
      return std::any_of(ours.checks.begin(), ours.checks.end(), [&](const Check& mine) {
        return mine.rule == c.rule &&
               (mine.operand == c.operand || (rule.covers != nullptr && rule.covers(mine.operand, c.operand)));
      });
    });
  }

  const Library& library_;
};

}  // namespace

bool implies(const Program& profile, const Program& base, const Library& library) {
  if (profile.root == nullptr || base.root == nullptr || !(profile.type == base.type)) return false;
  return Proof(library).element(*profile.root, *base.root, 0);
}

}  // namespace schakel::validation
