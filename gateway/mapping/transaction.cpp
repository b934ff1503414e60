#include "mapping/transaction.h"

#include "fhirpath/moment.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::mapping {

namespace {

std::string_view text(const Node* node) { return node == nullptr ? std::string_view{} : node->value().reveal(); }

bool equal(const Node& a, const Node& b) {
  if (!(a.name() == b.name()) || !(a.type() == b.type()) || a.kind() != b.kind() || !(a.value() == b.value()))
    return false;
  const Node* x = a.first_child();
  const Node* y = b.first_child();
  for (; x != nullptr && y != nullptr; x = x->next(), y = y->next()) {
    if (!equal(*x, *y)) return false;
  }
  return x == nullptr && y == nullptr;
}

bool has_equal(const Node& parent, const Node& child) {
  for (const Node* c = parent.child(child.name()); c != nullptr; c = c->next_of_same_name()) {
    if (equal(*c, child)) return true;
  }
  return false;
}

// All that `part` says, `whole` says too: a name without its prefix is no other name.
bool covers(const Node& whole, const Node& part) {
  if (whole.kind() != part.kind() || !(whole.value() == part.value())) return false;
  for (const Node* c = part.first_child(); c != nullptr; c = c->next()) {
    if (!has_equal(whole, *c)) return false;
  }
  return true;
}

class Merger {
 public:
  Merger(Tree& tree, const fhir::Definitions& definitions) : tree_(tree), definitions_(definitions) {}

  // Adds to `into` what only `from` says. `from` is not used any more.
  void merge(Node& into, Node& from) {
    while (Node* c = from.first_child()) {
      tree_.detach(*c);
      Node* same = into.child(c->name());
      if (same == nullptr && clashes(into, *c)) continue;
      if (same == nullptr) {
        place(into, *c);
      } else if (c->repeats()) {
        merge_item(into, *c);
      } else if (!same->has_value() && c->first_child() != nullptr && same->first_child() != nullptr) {
        merge(*same, *c);
      }
    }
  }

  // Children of that name and key become the first of them; `before` sees each pair first.
  void merge_children(Node& parent, Name name, std::string_view (*key)(const Node&),
                      void (*before)(Tree&, Node&, Node&) = nullptr) {
    std::vector<std::pair<std::string_view, Node*>> seen;
    std::vector<Node*> merged;
    for (Node* c = parent.child(name); c != nullptr; c = c->next_of_same_name()) {
      const std::string_view k = key(*c);
      if (k.empty()) continue;
      Node* first = nullptr;
      for (const auto& [other, node] : seen) {
        if (other == k) first = node;
      }
      if (first == nullptr) {
        seen.emplace_back(k, c);
        continue;
      }
      if (before != nullptr) before(tree_, *first, *c);
      merge(*first, *c);
      merged.push_back(c);
    }
    if (merged.empty()) return;
    std::size_t next = 0;
    tree_.prune(parent, [&](const Node& c) { return next < merged.size() && &c == merged[next] && ++next != 0; });
  }

 private:
  // An item of a repeating element: what is said already is not said again, what says more takes the place of less.
  void merge_item(Node& into, Node& item) {
    for (Node* c = into.child(item.name()); c != nullptr; c = c->next_of_same_name()) {
      if (covers(*c, item)) return;
      if (!covers(item, *c)) continue;
      merge(*c, item);
      return;
    }
    place(into, item);
  }
  // Another type of the same choice stands there.
  [[nodiscard]] bool clashes(const Node& into, const Node& child) const {
    const fhir::Element* row = definitions_.element(child.element());
    if (row == nullptr || !row->choice()) return false;
    for (const Node* c = into.first_child(); c != nullptr; c = c->next()) {
      if (c->element() == child.element()) return true;
    }
    return false;
  }

  void place(Node& parent, Node& child) {
    const fhir::Element* row = definitions_.element(child.element());
    Node* before = nullptr;
    for (Node* c = parent.first_child(); row != nullptr && c != nullptr && before == nullptr; c = c->next()) {
      const fhir::Element* other = definitions_.element(c->element());
      if (other != nullptr && other->order > row->order) before = c;
    }
    tree_.adopt(parent, child, before);
  }

  Tree& tree_;
  const fhir::Definitions& definitions_;
};

std::string_view reference_of(const Node& node, std::string_view element) {
  const Node* reference = node.child(element);
  return reference == nullptr ? std::string_view{} : text(reference->child("reference"));
}

std::string_view full_url(const Node& entry) { return text(entry.child("fullUrl")); }
std::string_view encounter_participant(const Node& node) { return reference_of(node, "individual"); }
// A member that stands for two organizations is two participants.
std::string_view team_participant(const Node& node) {
  return node.child("onBehalfOf") != nullptr ? std::string_view{} : reference_of(node, "member");
}

bool earlier(const Node& a, const Node& b) {
  fhirpath::Moment x;
  fhirpath::Moment y;
  return fhirpath::parse_moment(text(&a), fhirpath::ValueType::date_time, x) &&
         fhirpath::parse_moment(text(&b), fhirpath::ValueType::date_time, y) &&
         fhirpath::compare(x, y) == fhirpath::Order::less;
}

// Before two roles of one person become one participant: its period reaches from the earliest start to the latest end,
// and has no end as long as one of the roles states none. A role without period says nothing of the start.
void widen_period(Tree& tree, Node& into, Node& from) {
  Node* const ours = into.child("period");
  Node* const theirs = from.child("period");
  if (theirs != nullptr && ours != nullptr) {
    Node* const start = theirs->child("start");
    Node* const our_start = ours->child("start");
    if (start != nullptr && our_start != nullptr && earlier(*start, *our_start)) tree.detach(*our_start);
  }
  Node* const end = theirs == nullptr ? nullptr : theirs->child("end");
  Node* const our_end = ours == nullptr ? nullptr : ours->child("end");
  if (end != nullptr && our_end != nullptr) {
    tree.detach(earlier(*our_end, *end) ? *our_end : *end);
    return;
  }
  if (end != nullptr) tree.detach(*end);
  if (our_end != nullptr) tree.detach(*our_end);
  for (Node* const period : {ours, theirs}) {
    if (period != nullptr && period->first_child() == nullptr) tree.detach(*period);
  }
}

}  // namespace

void merge_entries(Tree& bundle, const fhir::Definitions& definitions) {
  static const Name kEntry = Name::intern("entry");
  static const Name kResource = Name::intern("resource");
  static const Name kParticipant = Name::intern("participant");
  Node* root = bundle.root();
  if (root == nullptr || !(root->type() == "Bundle")) return;
  const std::string_view type = text(root->child("type"));
  if (type != "transaction" && type != "batch") return;
  Merger merger(bundle, definitions);
  merger.merge_children(*root, kEntry, full_url);
  for (const Node* entry = root->child(kEntry); entry != nullptr; entry = entry->next_of_same_name()) {
    Node* resource = entry->child(kResource);
    if (resource == nullptr) continue;
    if (resource->type() == "CareTeam") merger.merge_children(*resource, kParticipant, team_participant, widen_period);
    if (resource->type() == "Encounter") merger.merge_children(*resource, kParticipant, encounter_participant);
  }
}

}  // namespace schakel::mapping
