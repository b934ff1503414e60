#include "mapping/program/concept_table.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

std::string_view text(const Node& node, std::string_view child) {
  const Node* c = node.child(child);
  return c == nullptr ? std::string_view{} : c->value().reveal();
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Relations that let the target stand for the source: R4's equivalence, R5's relationship, and the language's own
// signs. The target may be wider than the source (nothing wrong is said), never narrower.
constexpr std::array<std::string_view, 10> kUsable{
    "",        "relatedto", "related-to", "equivalent", "equal", "wider", "subsumes", "source-is-narrower-than-target",
    "inexact", "-"};

bool usable(std::string_view relation) {
  return relation == "==" || relation == "<=" || std::find(kUsable.begin(), kUsable.end(), relation) != kUsable.end();
}

}  // namespace

ConceptTable::ConceptTable(const ConceptMapNode& written) {
  const auto group_of = [this](const std::string& source, const std::string& target) {
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i].source == source && groups_[i].target == target) return i;
    }
    groups_.push_back({source, target, false, {}});
    return static_cast<std::uint32_t>(groups_.size() - 1);
  };
  for (const ConceptMapNode::Row& row : written.rows) {
    add(group_of(row.source_system, row.target_system), row.source_code,
        {row.target_system, row.target_code, {}, usable(row.relation)}, true);
  }
  for (const auto& [system, mode] : written.provided) {
    bool known = false;
    for (Group& group : groups_) {
      if (group.source != system) continue;
      group.provided = true;
      known = true;
    }
    if (!known) groups_.push_back({system, {}, true, {}});
  }
}

ConceptTable::ConceptTable(const Node& concept_map) {
  for (const Node* g = concept_map.child("group"); g != nullptr; g = g->next_of_same_name()) {
    const auto index = static_cast<std::uint32_t>(groups_.size());
    Group& group = groups_.emplace_back();
    group.source = text(*g, "source");
    group.target = text(*g, "target");
    if (const Node* unmapped = g->child("unmapped")) {
      const std::string_view mode = text(*unmapped, "mode");
      group.provided = mode == "provided" || mode == "use-source-code";
      if (mode == "fixed") {
        group.fixed.push_back(
            {group.target, std::string(text(*unmapped, "code")), std::string(text(*unmapped, "display")), true});
      }
    }
    for (const Node* e = g->child("element"); e != nullptr; e = e->next_of_same_name()) {
      const Node* t = e->child("target");
      if (t == nullptr) add(index, text(*e, "code"), {}, false);
      for (; t != nullptr; t = t->next_of_same_name()) {
        const Node* relation = t->child("equivalence");
        if (relation == nullptr) relation = t->child("relationship");
        ConceptTarget target{groups_[index].target, std::string(text(*t, "code")), std::string(text(*t, "display")),
                             true};
        target.usable = relation == nullptr || usable(relation->value().reveal());
        add(index, text(*e, "code"), std::move(target), true);
      }
    }
  }
}

void ConceptTable::add(std::uint32_t group, std::string_view code, ConceptTarget target, bool has_target) {
  std::vector<Row>& rows = rows_[std::string(code)];
  auto row = std::find_if(rows.begin(), rows.end(), [group](const Row& r) { return r.group == group; });
  if (row == rows.end()) {
    rows.push_back({group, {}});
    row = rows.end() - 1;
  }
  if (has_target) row->targets.push_back(std::move(target));
}

ConceptTable::Found ConceptTable::find(std::string_view system, std::string_view code) const {
  const auto matches = [&](const Group& g) { return system.empty() || g.source == system; };
  if (const auto it = rows_.find(code); it != rows_.end()) {
    for (const Row& row : it->second) {
      if (matches(groups_[row.group])) return {Found::Kind::targets, &row.targets, groups_[row.group].source};
    }
  }
  for (const Group& group : groups_) {
    if (!matches(group)) continue;
    if (!group.fixed.empty()) return {Found::Kind::targets, &group.fixed, group.source};
    if (group.provided) return {Found::Kind::provided, nullptr, group.source};
  }
  return {};
}

void CodeTable::add(std::string_view system, std::string_view code, std::string_view display) {
  by_code_.emplace(std::string(code), codes_.size());
  if (!display.empty()) by_display_.emplace(lower(display), codes_.size());
  codes_.push_back({std::string(system), std::string(code), std::string(display)});
}

const CodeTable::Code* CodeTable::find(std::string_view code, bool or_display) const {
  if (const auto it = by_code_.find(code); it != by_code_.end()) return &codes_[it->second];
  if (!or_display) return nullptr;
  if (const auto it = by_display_.find(lower(code)); it != by_display_.end()) return &codes_[it->second];
  return nullptr;
}

}  // namespace schakel::mapping
