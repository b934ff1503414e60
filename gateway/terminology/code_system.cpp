#include "terminology/code_system.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// The value of `value[x]` as text: that of the primitive, or the code of a Coding.
std::string_view value_of(const Node& property) {
  for (const Node* c = property.first_child(); c != nullptr; c = c->next()) {
    if (c->name().text().substr(0, 5) != "value") continue;
    return c->has_value() ? c->value().reveal() : CodeSystem::text(*c, "code");
  }
  return {};
}

}  // namespace

int compare_codes(std::string_view a, std::string_view b, bool ignore_case) {
  if (!ignore_case) return a.compare(b);
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const char x = folded(a[i]);
    const char y = folded(b[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::string_view CodeSystem::text(const Node& node, std::string_view child) {
  const Node* found = node.child(child);
  return found != nullptr && found->has_value() ? found->value().reveal() : std::string_view();
}

CodeSystem::CodeSystem(const Node& resource) : url_(text(resource, "url")), version_(text(resource, "version")) {
  const std::string_view content = text(resource, "content");
  if (content == "fragment") content_ = Content::fragment;
  if (content == "supplement") content_ = Content::supplement;
  if (content == "not-present" || content == "example") content_ = Content::declared;
  // Absent: "accept codes in any case" (CodeSystem.caseSensitive, comments).
  ignores_case_ = text(resource, "caseSensitive") != "true";
  read_properties(resource);
  add_concepts(resource);
  sort();
  read_row_properties();
}

void CodeSystem::read_properties(const Node& resource) {
  static constexpr std::string_view kStandard = "http://hl7.org/fhir/concept-properties#";
  const auto role = [](std::string_view name) {
    if (name == "parent" || name == "subsumedBy") return Role::parent;
    if (name == "child") return Role::child;
    if (name == "inactive") return Role::inactive;
    if (name == "notSelectable" || name == "abstract") return Role::abstract;
    if (name == "status") return Role::status;
    return Role::other;
  };
  for (const Node* p = resource.child("property"); p != nullptr; p = p->next_of_same_name()) {
    const std::string_view uri = text(*p, "uri");
    const std::string_view code = text(*p, "code");
    roles_.emplace_back(code, role(uri.substr(0, kStandard.size()) == kStandard ? uri.substr(kStandard.size()) : code));
  }
  for (const std::string_view name : {"parent", "subsumedBy", "child", "inactive", "notSelectable", "status"}) {
    const bool declared = std::any_of(roles_.begin(), roles_.end(), [name](const auto& r) { return r.first == name; });
    if (!declared) roles_.emplace_back(name, role(name));
  }
}

CodeSystem::Role CodeSystem::role_of(std::string_view property) const {
  for (const auto& [name, role] : roles_) {
    if (name == property) return role;
  }
  return Role::other;
}

// In document order, without recursion: hostile nesting is bounded by the reader, but not by much.
void CodeSystem::add_concepts(const Node& resource) {
  struct Open {
    const Node* next;
    std::uint32_t parent;
  };
  std::vector<Open> open{{resource.child("concept"), kNone}};
  while (!open.empty()) {
    const Node* node = open.back().next;
    if (node == nullptr) {
      open.pop_back();
      continue;
    }
    open.back().next = node->next_of_same_name();
    const auto index = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back({text(*node, "code"), node, open.back().parent});
    if (const Node* inner = node->child("concept")) open.push_back({inner, index});
  }
}

void CodeSystem::sort() {
  by_code_.resize(rows_.size());
  for (std::uint32_t i = 0; i < by_code_.size(); ++i) by_code_[i] = i;
  std::stable_sort(by_code_.begin(), by_code_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return compare_codes(rows_[a].code, rows_[b].code, ignores_case_) < 0;
  });
}

void CodeSystem::read_row_properties() {
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    Row& row = rows_[i];
    for (const Node* p = row.node->child("property"); p != nullptr; p = p->next_of_same_name()) {
      const std::string_view value = value_of(*p);
      switch (role_of(text(*p, "code"))) {
        case Role::parent:
          if (const std::uint32_t parent = find(value); parent != kNone) edges_.push_back({i, parent});
          break;
        case Role::child:
          if (const std::uint32_t child = find(value); child != kNone) edges_.push_back({child, i});
          break;
        case Role::inactive: row.inactive = row.inactive || value == "true"; break;
        case Role::abstract: row.abstract = row.abstract || value == "true"; break;
        case Role::status: row.inactive = row.inactive || value == "retired" || value == "inactive"; break;
        case Role::other: break;
      }
    }
  }
  std::sort(edges_.begin(), edges_.end());
}

std::uint32_t CodeSystem::find(std::string_view code) const {
  const auto at = std::lower_bound(
      by_code_.begin(), by_code_.end(), code,
      [this](std::uint32_t row, std::string_view c) { return compare_codes(rows_[row].code, c, ignores_case_) < 0; });
  if (at == by_code_.end() || compare_codes(rows_[*at].code, code, ignores_case_) != 0) return kNone;
  // Systems that ignore case may still hold codes that differ by it; the exact one counts.
  for (auto i = at; i != by_code_.end() && compare_codes(rows_[*i].code, code, ignores_case_) == 0; ++i) {
    if (rows_[*i].code == code) return *i;
  }
  return *at;
}

bool CodeSystem::is_below(std::uint32_t row, std::uint32_t ancestor) const {
  std::vector<std::uint32_t> open{row};
  std::vector<bool> seen;
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    const auto visit = [&](std::uint32_t parent) {
      if (parent == kNone) return false;
      if (parent == ancestor) return true;
      if (seen.empty()) seen.resize(rows_.size());
      if (!seen[parent]) open.push_back(parent);
      seen[parent] = true;
      return false;
    };
    if (visit(rows_[at].parent)) return true;
    const auto [first, last] = std::equal_range(edges_.begin(), edges_.end(), Edge{at, 0});
    for (auto e = first; e != last; ++e) {
      if (visit(e->parent)) return true;
    }
  }
  return false;
}

std::vector<bool> CodeSystem::below(std::uint32_t ancestor) const {
  std::vector<Edge> down = edges_;
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].parent != kNone) down.push_back({i, rows_[i].parent});
  }
  const auto by_parent = [](const Edge& a, const Edge& b) { return a.parent < b.parent; };
  std::sort(down.begin(), down.end(), by_parent);
  std::vector<bool> result(rows_.size());
  std::vector<std::uint32_t> open{ancestor};
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    const auto [first, last] = std::equal_range(down.begin(), down.end(), Edge{0, at}, by_parent);
    for (auto e = first; e != last; ++e) {
      if (!result[e->child]) open.push_back(e->child);
      result[e->child] = true;
    }
  }
  result[ancestor] = false;
  return result;
}

bool CodeSystem::is_parent(std::uint32_t parent, std::uint32_t row) const {
  if (rows_[row].parent == parent) return true;
  const auto [first, last] = std::equal_range(edges_.begin(), edges_.end(), Edge{row, 0});
  return std::any_of(first, last, [parent](const Edge& e) { return e.parent == parent; });
}

void CodeSystem::each_value(const Row& row, std::string_view property,
                            const std::function<void(std::string_view)>& take) const {
  if (property == "code" || property == "concept") return take(row.code);
  if (property == "display" || property == "definition") {
    const std::string_view value = text(*row.node, property);
    if (!value.empty()) take(value);
    return;
  }
  bool any = false;
  each_property(row, [&](std::string_view name, std::string_view value) {
    if (name != property) return;
    any = true;
    take(value);
  });
  // What the hierarchy and the status say without being stated as properties.
  if (any) return;
  const auto index = static_cast<std::uint32_t>(&row - rows_.data());
  switch (role_of(property)) {
    case Role::parent:
      if (row.parent != kNone) take(rows_[row.parent].code);
      break;
    case Role::child:
      for (const Row& other : rows_) {
        if (other.parent == index) take(other.code);
      }
      break;
    case Role::inactive: take(row.inactive ? "true" : "false"); break;
    case Role::abstract: take(row.abstract ? "true" : "false"); break;
    default: break;
  }
}

void CodeSystem::each_property(const Row& row,
                               const std::function<void(std::string_view, std::string_view)>& take) const {
  for (const Node* p = row.node->child("property"); p != nullptr; p = p->next_of_same_name())
    take(text(*p, "code"), value_of(*p));
}

}  // namespace schakel::terminology
