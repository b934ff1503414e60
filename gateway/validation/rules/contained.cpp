#include "validation/rules/contained.h"

#include "validation/names.h"

#include <algorithm>
#include <vector>

namespace schakel::validation::rules {

namespace {

// Whether something below `node`, contained resources aside, points to `#id`: a Reference, a uri, url or canonical, a
// link of the text.
bool points_to(const Node& node, std::string_view id) {
  const Names& n = Names::get();
  if (node.has_value()) {
    const std::string_view text = node.value().reveal();
    if (node.kind() == ValueKind::xhtml) {
      for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
        if (at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'') && text.substr(at + 1, id.size()) == id &&
            at + 1 + id.size() < text.size() && text[at + 1 + id.size()] == text[at - 1]) {
          return true;
        }
      }
    } else if (text.size() == id.size() + 1 && text[0] == '#' && text.substr(1) == id) {
      return true;
    }
  }
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == n.contained && c->resource()) continue;
    if (points_to(*c, id)) return true;
  }
  return false;
}

std::string_view id_of(const Node& resource) {
  const Node* id = resource.child(Names::get().id);
  return id == nullptr ? std::string_view{} : id->value().reveal();
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  const Names& n = Names::get();
  const Node* first = node.child(n.contained);
  if (first == nullptr) return true;
  std::vector<const Node*>& stack = run.work().nodes;
  const std::size_t base = stack.size();  // the reached ones
  std::size_t all = 0;
  for (const Node* c = first; c != nullptr; c = c->next_of_same_name()) {
    ++all;
    const std::string_view id = id_of(*c);
    if (id.empty() || points_to(node, id) || points_to(*c, "")) stack.push_back(c);
  }
  for (std::size_t i = base; i < stack.size() && stack.size() - base < all; ++i) {
    for (const Node* c = first; c != nullptr; c = c->next_of_same_name()) {
      const bool known = std::find(stack.begin() + static_cast<std::ptrdiff_t>(base), stack.end(), c) != stack.end();
      if (!known && points_to(*stack[i], id_of(*c))) stack.push_back(c);
    }
  }
  bool good = true;
  if (stack.size() - base < all) {
    for (const Node* c = first; c != nullptr && (good || kExplain); c = c->next_of_same_name()) {
      if (std::find(stack.begin() + static_cast<std::ptrdiff_t>(base), stack.end(), c) != stack.end()) continue;
      good = run.error(*c, &element, IssueType::invalid, kOrphan,
                       [&] { return std::vector<Argument>{Argument::value(DataText(id_of(*c)))}; });
    }
  }
  stack.resize(base);
  return good;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && build.program.resource && !build.program.constraint) draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule contained_rule() { return {"contained", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
