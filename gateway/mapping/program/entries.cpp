#include "mapping/program/entries.h"

#include <algorithm>
#include <map>
#include <utility>

namespace schakel::mapping {

namespace {

constexpr std::uint16_t kNoSlot = 0xFFFF;

// Whether a group's effects depend on its arguments alone and stay in what it makes itself: entries of the Bundle in
// one of its inputs, elements of the targets it is given.
class Finder {
 public:
  Finder() : entry_(Name::intern("entry")) {}

  // `bundle`: the input that is the Bundle; kNoEntries: none is.
  bool makes_only_entries(const GroupProgram& group, std::size_t bundle) {
    const auto [it, added] = known_.try_emplace({&group, bundle}, false);
    if (!added) return it->second;  // a group that calls itself is none
    const std::uint16_t slot = bundle == GroupProgram::kNoEntries ? kNoSlot : group.inputs[bundle];
    const bool yes = all(group.rules, slot);
    known_[{&group, bundle}] = yes;
    return yes;
  }

 private:
  static bool is_slot(const Reference& reference, std::uint16_t slot) {
    return reference.kind == Reference::Kind::slot && reference.index == slot;
  }
  static bool mentions(const std::vector<Reference>& references, std::uint16_t slot) {
    return std::any_of(references.begin(), references.end(), [slot](const Reference& r) { return is_slot(r, slot); });
  }
  static bool fits(const std::unique_ptr<ExpressionProgram>& expression, std::uint16_t bundle) {
    return expression == nullptr || (expression->local && !mentions(expression->variables, bundle));
  }

  bool all(const std::vector<RuleProgram>& rules, std::uint16_t bundle) {
    return std::all_of(rules.begin(), rules.end(), [&](const RuleProgram& rule) { return fits(rule, bundle); });
  }
  bool fits(const RuleProgram& rule, std::uint16_t bundle) {
    return rule.defaults == nullptr &&
           std::all_of(rule.sources.begin(), rule.sources.end(),
                       [&](const SourceProgram& s) { return fits(s, bundle); }) &&
           std::all_of(rule.targets.begin(), rule.targets.end(),
                       [&](const TargetProgram& t) { return fits(t, bundle); }) &&
           all(rule.rules, bundle) &&
           std::all_of(rule.calls.begin(), rule.calls.end(), [&](const CallProgram& c) { return fits(c, bundle); });
  }
  static bool fits(const SourceProgram& source, std::uint16_t bundle) {
    return source.check == nullptr && source.log == nullptr && !is_slot(source.context, bundle) &&
           fits(source.where, bundle) && fits(source.search, bundle) && fits(source.fallback, bundle);
  }
  bool fits(const TargetProgram& target, std::uint16_t bundle) const {
    // Made at random, or stored in what they are given.
    if (target.transform == Transform::uuid || target.transform == Transform::reference ||
        target.transform == Transform::pointer)
      return false;
    if (mentions(target.parameters, bundle) || !fits(target.expression, bundle)) return false;
    if (!target.has_context || !is_slot(target.context, bundle)) return true;
    return target.element == entry_ && !target.share &&
           (target.transform == Transform::none || target.transform == Transform::create);
  }
  bool fits(const CallProgram& call, std::uint16_t bundle) {
    if (call.group == nullptr) return false;
    std::size_t passed = GroupProgram::kNoEntries;
    for (std::size_t i = 0; i < call.parameters.size(); ++i) {
      if (!is_slot(call.parameters[i], bundle)) continue;
      if (call.group->source[i] || passed != GroupProgram::kNoEntries) return false;
      passed = i;
    }
    return makes_only_entries(*call.group, passed);
  }

  Name entry_;
  std::map<std::pair<const GroupProgram*, std::size_t>, bool> known_;
};

}  // namespace

void find_entry_groups(Library& library) {
  Finder finder;
  for (const auto& group : library.groups) {
    if (std::count(group->source.begin(), group->source.end(), false) != 1) continue;
    const auto target =
        static_cast<std::size_t>(std::find(group->source.begin(), group->source.end(), false) - group->source.begin());
    if (finder.makes_only_entries(*group, target)) group->entries = target;
  }
}

}  // namespace schakel::mapping
