#include "terminology/concept_map.h"

#include "terminology/nodes.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

// The same fact read from the other side: https://hl7.org/fhir/R4/valueset-concept-map-equivalence.html
std::string_view reversed(std::string_view equivalence) {
  if (equivalence == "wider") return "narrower";
  if (equivalence == "narrower") return "wider";
  if (equivalence == "subsumes") return "specializes";
  if (equivalence == "specializes") return "subsumes";
  return equivalence;
}

}  // namespace

ConceptMap::ConceptMap(const Node& resource) : url_(text(resource, "url")) {
  for (const Node* g = resource.child("group"); g != nullptr; g = g->next_of_same_name()) {
    const auto index = static_cast<std::uint32_t>(groups_.size());
    groups_.push_back(
        {g, text(*g, "source"), text(*g, "sourceVersion"), text(*g, "target"), text(*g, "targetVersion")});
    for (const Node* e = g->child("element"); e != nullptr; e = e->next_of_same_name()) {
      const Node* target = e->child("target");
      if (target == nullptr) forward_.push_back({text(*e, "code"), index, e, nullptr});
      for (; target != nullptr; target = target->next_of_same_name()) {
        forward_.push_back({text(*e, "code"), index, e, target});
        if (target->child("code") != nullptr) backward_.push_back({text(*target, "code"), index, e, target});
      }
    }
  }
  std::stable_sort(forward_.begin(), forward_.end());
  std::stable_sort(backward_.begin(), backward_.end());
}

void ConceptMap::unmapped(const Group& group, std::string_view code, std::vector<Translation>& out,
                          std::vector<std::string_view>& other) const {
  const Node* rule = group.node->child("unmapped");
  if (rule == nullptr) return;
  const std::string_view mode = text(*rule, "mode");
  if (mode == "provided") out.push_back({"equal", group.target, group.target_version, code, {}, {}, url_});
  if (mode == "fixed")
    out.push_back(
        {"inexact", group.target, group.target_version, text(*rule, "code"), text(*rule, "display"), {}, url_});
  if (mode == "other-map") other.push_back(text(*rule, "url"));
}

void ConceptMap::translate(std::string_view system, std::string_view code, bool reverse, std::vector<Translation>& out,
                           std::vector<std::string_view>& other) const {
  const std::vector<Row>& table = reverse ? backward_ : forward_;
  const auto [first, last] = std::equal_range(table.begin(), table.end(), Row{code, 0, nullptr, nullptr});
  std::vector<bool> found(groups_.size());
  for (auto row = first; row != last; ++row) {
    const Group& group = groups_[row->group];
    const std::string_view from = reverse ? group.target : group.source;
    if (!system.empty() && !from.empty() && from != system) continue;
    found[row->group] = true;
    if (row->target == nullptr) continue;
    const std::string_view equivalence = text(*row->target, "equivalence");
    if (equivalence == "unmatched" || equivalence == "disjoint") {
      out.push_back({equivalence, {}, {}, {}, {}, text(*row->target, "comment"), url_});
      continue;
    }
    const Node& to = reverse ? *row->element : *row->target;
    out.push_back({reverse ? reversed(equivalence) : equivalence, reverse ? group.source : group.target,
                   reverse ? group.source_version : group.target_version, text(to, "code"), text(to, "display"),
                   text(*row->target, "comment"), url_});
  }
  if (reverse) return;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    if (!found[i] && (system.empty() || group.source.empty() || group.source == system))
      unmapped(group, code, out, other);
  }
}

}  // namespace schakel::terminology
