#include "validation/rules/ids.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"

#include <algorithm>

namespace schakel::validation::rules {

namespace {

// Element ids of one resource; those of resources inside it count for themselves.
void collect(const Node& node, std::vector<const Node*>& ids) {
  const Names& n = Names::get();
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->resource()) continue;
    if (c->name() == n.id && !node.resource() && node.parent() != nullptr) ids.push_back(c);
    if (c->first_child() != nullptr) collect(*c, ids);
  }
}

// Puts nodes with one value beside each other, in the order of the document.
void sort_by_value(std::vector<const Node*>& ids, std::size_t base) {
  std::sort(ids.begin() + static_cast<std::ptrdiff_t>(base), ids.end(), [](const Node* a, const Node* b) {
    const std::string_view x = a->value().reveal();
    const std::string_view y = b->value().reveal();
    return x != y ? x < y : a->span().begin < b->span().begin;
  });
}

template <bool kExplain>
bool check_element_ids(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  std::vector<const Node*>& ids = run.work().nodes;
  const std::size_t base = ids.size();
  collect(node, ids);
  bool good = true;
  if (ids.size() - base > 1) {
    sort_by_value(ids, base);
    for (std::size_t i = base + 1; i < ids.size(); ++i) {
      if (!(ids[i]->value() == ids[i - 1]->value())) continue;
      const Node* second = ids[i];
      good = run.error(*second->parent(), &element, IssueType::business_rule, kElementIdTwice,
                       [&] { return std::vector<Argument>{Argument::value(second->value())}; });
      if (!kExplain) break;
    }
  }
  ids.resize(base);
  return good;
}

template <bool kExplain>
bool check_contained_ids(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  const Names& n = Names::get();
  if (run.options().ignore_contained) return true;
  bool good = true;
  std::vector<const Node*>& ids = run.work().nodes;
  const std::size_t base = ids.size();
  for (const Node* c = node.child(n.contained); c != nullptr && (kExplain || good); c = c->next_of_same_name()) {
    const Node* id = c->child(n.id);
    if (id != nullptr && id->has_value()) {
      ids.push_back(id);
    } else {
      good = run.error(*c, &element, IssueType::invalid, kContainedIdMissing, no_arguments);
    }
  }
  sort_by_value(ids, base);
  for (std::size_t i = base + 1; i < ids.size() && (kExplain || good); ++i) {
    if (!(ids[i]->value() == ids[i - 1]->value())) continue;
    const Node* second = ids[i];
    good = run.error(*second->parent(), &element, IssueType::duplicate, kContainedTwice,
                     [&] { return std::vector<Argument>{Argument::value(second->value())}; });
  }
  ids.resize(base);
  return good;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  bool good = true;
  const Node* id = node.child(Names::get().id);
  if (id != nullptr && id->has_value() && !fhir::is_id(id->value().reveal())) {
    good = run.error(*id, &element, IssueType::invalid, id->value().size() > 64 ? kIdLength : kIdCharacters,
                     [&] { return std::vector<Argument>{Argument::value(id->value())}; });
    if (!kExplain) return false;
  }
  good &= check_contained_ids(run, node, element);
  if (!kExplain && !good) return false;
  // Elements of a StructureDefinition's snapshot and differential carry the same ids on purpose.
  return (node.type() == "StructureDefinition" || check_element_ids(run, node, element)) && good;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && build.program.resource && !build.program.constraint) draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule ids_rule() { return {"ids", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
