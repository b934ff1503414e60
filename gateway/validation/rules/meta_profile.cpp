#include "validation/rules/meta_profile.h"

#include "validation/names.h"
#include "validation/rules/types.h"

#include <algorithm>

namespace schakel::validation::rules {

template <bool kExplain>
bool check_meta_profiles(Run<kExplain>& run, const Node& node, std::span<const Program* const> applied) {
  const Names& n = Names::get();
  const Node* meta = node.child(n.meta);
  if (meta == nullptr) return true;
  bool good = true;
  for (const Node* p = meta->child(n.profile); p != nullptr; p = p->next_of_same_name()) {
    if (!p->has_value()) continue;
    const Program* program = run.work().program(p->value().reveal());
    if (program == nullptr) {
      run.work().count_unknown_profile(p->value().reveal());
      run.warning(*p, nullptr, IssueType::structure, kProfileUnknown,
                  [&] { return std::vector<Argument>{Argument::value(p->value())}; });
      continue;
    }
    if (std::find(applied.begin(), applied.end(), program) != applied.end()) continue;
    good &= apply_requested(run, node, *program);
    if (!kExplain && !good) return false;
  }
  return good;
}

template <bool kExplain>
bool implied_by_meta_profile(Run<kExplain>& run, const Node& node, const Program& base) {
  if (kExplain || !run.options().meta_profiles) return false;
  const Names& n = Names::get();
  const Node* meta = node.child(n.meta);
  if (meta == nullptr) return false;
  for (const Node* p = meta->child(n.profile); p != nullptr; p = p->next_of_same_name()) {
    const Program* program = p->has_value() ? run.work().program(p->value().reveal()) : nullptr;
    if (program != nullptr && program->implies == &base) return true;
  }
  return false;
}

template bool check_meta_profiles(Run<false>&, const Node&, std::span<const Program* const>);
template bool check_meta_profiles(Run<true>&, const Node&, std::span<const Program* const>);
template bool implied_by_meta_profile(Run<false>&, const Node&, const Program&);
template bool implied_by_meta_profile(Run<true>&, const Node&, const Program&);

}  // namespace schakel::validation::rules
