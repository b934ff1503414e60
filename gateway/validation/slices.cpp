#include "validation/slices.h"

#include "validation/rules/slicing.h"
#include "validation/rules/types.h"

#include <algorithm>

namespace schakel::validation {

namespace {

using Answer = std::optional<bool>;

bool is_instance(const fhir::Definitions& definitions, const Node& node, Name wanted) {
  if (node.type() == wanted) return true;
  const fhir::Type* actual = definitions.type(node.type());
  const fhir::Type* type = definitions.type(wanted);
  return actual != nullptr && type != nullptr && actual->is_a(*type);
}

// Both must hold; what one denies, the other cannot save.
Answer both(Answer a, Answer b) {
  if ((a && !*a) || (b && !*b)) return false;
  return a && b ? Answer{true} : Answer{};
}

class Search {
 public:
  Search(Run<false>& run, std::string_view slice) : run_(run), slice_(slice) {}

  // `way`: the nodes below the one that `rule` stands for, outermost first; the last is the one in question.
  Answer below(const ElementRule& rule, std::span<const Node* const> way) {
    const Node& child = *way.front();
    const Group* group = group_of(rule, child);
    if (group == nullptr) return false;
    const bool last = way.size() == 1;
    Answer best = last ? Answer{false} : below(*group->element, way.subspan(1));
    if (group->slicing == nullptr) return best;
    const std::uint32_t index = counts(*group->slicing) ? index_of(rule, *group, child) : 0;
    for (const Slice& slice : group->slicing->slices) {
      if (best && *best) break;
      if (last && slice.element->slice_name != slice_) continue;
      Answer one = rules::is_in_slice(run_, child, index, *group->slicing, slice);
      if (!last && (!one || *one)) one = both(one, below(*slice.element, way.subspan(1)));
      if (!one || *one) best = one;
    }
    return best;
  }

 private:
  const Group* group_of(const ElementRule& rule, const Node& child) {
    if (rule.children == nullptr) return nullptr;
    const ChildSlot* slot = rule.children->find(child.name());
    if (slot == nullptr) slot = rules::slot_of_choice(run_, child, *rule.children);
    return slot == nullptr ? nullptr : &rule.children->groups[slot->group];
  }

  static bool counts(const Slicing& slicing) {
    return std::any_of(slicing.slices.begin(), slicing.slices.end(), [](const Slice& slice) {
      return std::any_of(slice.matchers.begin(), slice.matchers.end(),
                         [](const Matcher& m) { return m.kind == DiscriminatorKind::position; });
    });
  }

  std::uint32_t index_of(const ElementRule& rule, const Group& group, const Node& child) {
    std::uint32_t index = 0;
    for (const Node* c = child.parent()->first_child(); c != nullptr && c != &child; c = c->next()) {
      if (group_of(rule, *c) == &group) ++index;
    }
    return index;
  }

  Run<false>& run_;
  std::string_view slice_;
};

}  // namespace

std::optional<bool> in_slice(Work& work, const Node& node, const Program& program, std::string_view slice) {
  if (program.root == nullptr) return std::nullopt;
  Run<false> run(work, nullptr);
  const Node* resource = References::resource_of(node);
  run.set_resources(resource, References::container_of(*resource));
  Search search(run, slice);
  // The structure may be that of any element around the node: its data type, its resource, the Bundle it came in.
  std::vector<const Node*> way;  // innermost first
  std::vector<const Node*> down;
  Answer best = false;
  const Node* at = &node;
  for (const Node* around = node.parent(); around != nullptr; at = around, around = around->parent()) {
    way.push_back(at);
    if (!is_instance(work.library.definitions(), *around, program.type)) continue;
    down.assign(way.rbegin(), way.rend());
    const Answer one = search.below(*program.root, down);
    if (one && *one) return one;
    if (!one) best = one;
  }
  return best;
}

}  // namespace schakel::validation
