#include "validation/rules/security_labels.h"

#include "validation/names.h"

namespace schakel::validation::rules {

namespace {

constexpr int kMost = 64;  // compared with each other; nobody has more

bool same(const Node& a, const Node& b, Name part) {
  const Node* x = a.child(part);
  const Node* y = b.child(part);
  return x == nullptr || y == nullptr ? x == y : x->value() == y->value();
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Names& n = Names::get();
  const Node* first = node.child("security");
  int seen = 0;
  for (const Node* label = first; label != nullptr && ++seen <= kMost; label = label->next_of_same_name()) {
    for (const Node* before = first; before != label; before = before->next_of_same_name()) {
      if (label->child(n.code) == nullptr || !same(*label, *before, n.system) || !same(*label, *before, n.code))
        continue;
      return run.error(*label, &element, IssueType::business_rule, kLabelTwice,
                       [&] { return std::vector<Argument>{Argument::value(label->child(n.code)->value())}; });
    }
  }
  return true;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Meta") draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule security_labels_rule() { return {"security-labels", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
