#include "validation/rules/cardinality.h"

#include "validation/rules/slicing.h"

namespace schakel::validation::rules {

namespace {

std::vector<Argument> facts(const ElementRule& element, std::uint32_t bound, std::uint32_t count) {
  return {Argument::name(element.label), Argument::number(bound), Argument::number(count),
          Argument::name(element.program->url)};
}

}  // namespace

template <bool kExplain>
bool check_count(Run<kExplain>& run, const Node& node, const Group& group, const ElementRule& element, int slice,
                 std::uint32_t count) {
  if (slice >= 0 && !group.slicing->slices[static_cast<std::size_t>(slice)].evaluable) return true;
  bool good = true;
  if (count < element.min) {
    if (slice < 0) {
      good =
          run.error(node, &element, IssueType::structure, kMinimum, [&] { return facts(element, element.min, count); });
    } else {
      good = run.error(node, &element, IssueType::structure, kMinimumSlice, [&] {
        std::vector<Argument> arguments = facts(element, element.min, count);
        arguments.push_back(
            {explain_candidates(run, node, group, group.slicing->slices[static_cast<std::size_t>(slice)]), false});
        return arguments;
      });
    }
  }
  if (count > element.max) {
    good =
        run.error(node, &element, IssueType::structure, kMaximum, [&] { return facts(element, element.max, count); });
  }
  return good;
}

template bool check_count(Run<false>&, const Node&, const Group&, const ElementRule&, int, std::uint32_t);
template bool check_count(Run<true>&, const Node&, const Group&, const ElementRule&, int, std::uint32_t);

}  // namespace schakel::validation::rules
