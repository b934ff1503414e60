#include "validation/rules/contained.h"

#include "validation/names.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace schakel::validation::rules {

namespace {

constexpr std::size_t kContainer = static_cast<std::size_t>(-1);

std::string_view id_of(const Node& resource) {
  const Node* id = resource.child(Names::get().id);
  return id == nullptr ? std::string_view{} : id->value().reveal();
}

// `#id` as somebody in the container or in a contained resource wrote it: in a Reference, a uri, a link of the text.
struct Pointer {
  std::size_t owner;
  std::string_view id;
};

class Contained {
 public:
  explicit Contained(const Node& container) {
    collect(container, kContainer);
    for (const Node* c = container.child(Names::get().contained); c != nullptr; c = c->next_of_same_name()) {
      by_id_.emplace_back(id_of(*c), resources_.size());
      resources_.push_back(c);
      collect(*c, resources_.size() - 1);
    }
    std::sort(by_id_.begin(), by_id_.end());
    reached_.assign(resources_.size(), false);
  }

  // Calls `take` for each resource that nothing leads to; until it returns false.
  template <class Take>
  void each_orphan(Take&& take) {
    std::sort(pointers_.begin(), pointers_.end(), [](const Pointer& a, const Pointer& b) { return a.owner < b.owner; });
    for (std::size_t r = 0; r < resources_.size(); ++r) {
      if (id_of(*resources_[r]).empty()) reach(r);  // said by another rule
    }
    for (const Pointer& p : pointers_) {
      if (p.owner == kContainer)
        reach(p.id);
      else if (p.id.empty())
        reach(p.owner);  // it refers to its container
    }
    while (!queue_.empty()) {
      const std::size_t owner = queue_.back();
      queue_.pop_back();
      const auto from = std::lower_bound(pointers_.begin(), pointers_.end(), owner,
                                         [](const Pointer& p, std::size_t o) { return p.owner < o; });
      for (auto p = from; p != pointers_.end() && p->owner == owner; ++p) reach(p->id);
    }
    for (std::size_t r = 0; r < resources_.size(); ++r) {
      if (!reached_[r] && !take(*resources_[r])) return;
    }
  }

 private:
  void reach(std::size_t resource) {
    if (reached_[resource]) return;
    reached_[resource] = true;
    queue_.push_back(resource);
  }
  void reach(std::string_view id) {
    const auto first = std::lower_bound(by_id_.begin(), by_id_.end(), std::pair<std::string_view, std::size_t>(id, 0));
    for (auto it = first; it != by_id_.end() && it->first == id; ++it) reach(it->second);
  }

  void collect(const Node& node, std::size_t owner) {
    if (node.has_value()) text(node, owner);
    for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
      if (c->name() == Names::get().contained && c->resource()) continue;
      collect(*c, owner);
    }
  }

  void text(const Node& node, std::size_t owner) {
    const std::string_view text = node.value().reveal();
    if (node.kind() != ValueKind::xhtml) {
      if (!text.empty() && text[0] == '#') pointers_.push_back({owner, text.substr(1)});
      return;
    }
    for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
      if (at == 0 || (text[at - 1] != '"' && text[at - 1] != '\'')) continue;
      const std::size_t end = text.find(text[at - 1], at + 1);
      if (end != std::string_view::npos) pointers_.push_back({owner, text.substr(at + 1, end - at - 1)});
    }
  }

  std::vector<const Node*> resources_;
  std::vector<std::pair<std::string_view, std::size_t>> by_id_;
  std::vector<Pointer> pointers_;
  std::vector<bool> reached_;
  std::vector<std::size_t> queue_;
};

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  if (node.child(Names::get().contained) == nullptr || run.options().ignore_contained) return true;
  bool good = true;
  Contained(node).each_orphan([&](const Node& orphan) {
    good = run.error(orphan, &element, IssueType::invalid, kOrphan,
                     [&] { return std::vector<Argument>{Argument::value(DataText(id_of(orphan)))}; });
    return kExplain;
  });
  return good;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && build.program.resource && !build.program.constraint) draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule contained_rule() { return {"contained", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
