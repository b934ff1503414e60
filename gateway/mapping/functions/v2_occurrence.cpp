// v2Occurrence(): which one an OBX is among those with the same code (OBX-3) and sub-id (OBX-4) in its order (the
// ORDER_OBSERVATIONs of one number and service, else its message): nothing for the first, `2` for the second. Part of a
// result's identity (architecture decision 13).

#include "mapping/functions/run_mark.h"
#include "mapping/functions/v2_nodes.h"

#include <unordered_map>
#include <unordered_set>

namespace schakel::mapping {

namespace {

// Looked back over so many by comparing; a message with more is counted once, whole.
constexpr std::size_t kMostCompared = 64;

// The names that are looked for, interned once.
struct Names {
  Name obr = Name::intern("OBR"), obr2 = Name::intern("OBR.2"), obr3 = Name::intern("OBR.3");
  Name obr4 = Name::intern("OBR.4"), ei1 = Name::intern("EI.1");
  Name obx = Name::intern("OBX"), obx3 = Name::intern("OBX.3"), obx4 = Name::intern("OBX.4");
  Name cwe1 = Name::intern("CWE.1"), cwe2 = Name::intern("CWE.2"), cwe3 = Name::intern("CWE.3");
  Name cwe4 = Name::intern("CWE.4"), cwe5 = Name::intern("CWE.5");
};
const Names& names() {
  static const Names all;
  return all;
}

bool same(const Node& a, const Node& b) {
  const Node* left = a.child(names().obx3);
  const Node* right = b.child(names().obx3);
  return child_text(left, names().cwe1) == child_text(right, names().cwe1) &&
         child_text(left, names().cwe3) == child_text(right, names().cwe3) &&
         (!child_text(left, names().cwe1).empty() ||
          (child_text(left, names().cwe2) == child_text(right, names().cwe2) &&
           child_text(left, names().cwe4) == child_text(right, names().cwe4) &&
           child_text(left, names().cwe5) == child_text(right, names().cwe5))) &&
         child_text(&a, names().obx4) == child_text(&b, names().obx4);
}

// OBR-2, OBR-3 and OBR-4 say the same.
bool same_order(const Node& a, const Node& b) {
  const Node* left = a.child(names().obr);
  const Node* right = b.child(names().obr);
  if (left == nullptr || right == nullptr) return false;
  return child_text(left->child(names().obr3), names().ei1) == child_text(right->child(names().obr3), names().ei1) &&
         child_text(left->child(names().obr2), names().ei1) == child_text(right->child(names().obr2), names().ei1) &&
         child_text(left->child(names().obr4), names().cwe1) == child_text(right->child(names().obr4), names().cwe1);
}

// OBX like `obx` among the children of `parent` named `name` (itself an OBX, or a group with one), up to `end`. False:
// they are too many to compare.
struct Count {
  std::size_t before = 0;
  std::size_t seen = 0;
};
bool count(const Node& parent, Name name, const Node* end, const Node& obx, Count& c) {
  for (const Node* n = parent.first_child(); n != nullptr && n != end; n = n->next()) {
    if (!(n->name() == name)) continue;
    if (++c.seen > kMostCompared) return false;
    const Node* other = n->name() == obx.name() ? n : n->child(names().obx);
    if (other != nullptr && same(*other, obx)) ++c.before;
  }
  return true;
}

bool compare(const Node& order, const Node& item, const Node& obx, bool in_orders, Count& c) {
  if (in_orders) {
    for (const Node* n = order.parent()->first_child(); n != &order; n = n->next()) {
      if (++c.seen > kMostCompared) return false;
      if (n->name() == order.name() && same_order(*n, order) && !count(*n, item.name(), nullptr, obx, c)) return false;
    }
  }
  return count(order, item.name(), &item, obx, c);
}

// The whole of a long message, counted in one go: what same() and same_order() compare, as one text.
class Counted {
 public:
  // REQUIRES: a run is at hand.
  std::size_t before(const Node& order, const Node& item, bool in_orders) {
    if (run_ != RunMark::current()) {
      run_ = RunMark::current();
      scopes_.clear();
      before_.clear();
    }
    const Node& scope = in_orders ? *order.parent() : order;
    if (scopes_.insert(&scope).second) number(scope, in_orders);
    const auto found = before_.find(&item);
    return found == before_.end() ? 0 : found->second;
  }

 private:
  static void add(std::string& to, std::string_view text) { to.append(text).append(1, '\x1f'); }

  void number(const Node& scope, bool orders) {
    std::unordered_map<std::string, std::size_t> counts;
    if (!orders) return number_items(scope, {}, counts);
    for (const Node* n = scope.first_child(); n != nullptr; n = n->next()) {
      const Node* obr = n->child(names().obr);
      if (obr == nullptr) continue;
      std::string order;
      add(order, n->name().text());
      add(order, child_text(obr->child(names().obr3), names().ei1));
      add(order, child_text(obr->child(names().obr2), names().ei1));
      add(order, child_text(obr->child(names().obr4), names().cwe1));
      number_items(*n, order, counts);
    }
  }

  void number_items(const Node& parent, const std::string& order,
                    std::unordered_map<std::string, std::size_t>& counts) {
    for (const Node* n = parent.first_child(); n != nullptr; n = n->next()) {
      const Node* obx = n->name() == names().obx ? n : n->child(names().obx);
      if (obx == nullptr) continue;
      std::string key = order;
      const Node* code = obx->child(names().obx3);
      add(key, n->name().text());
      add(key, child_text(code, names().cwe1));
      add(key, child_text(code, names().cwe3));
      add(key, child_text(obx, names().obx4));
      if (child_text(code, names().cwe1).empty()) {
        for (const Name name : {names().cwe2, names().cwe4, names().cwe5}) add(key, child_text(code, name));
      }
      before_[n] = counts[std::move(key)]++;
    }
  }

  std::uint64_t run_ = 0;
  std::unordered_set<const Node*> scopes_;
  std::unordered_map<const Node*, std::size_t> before_;
};

}  // namespace

bool v2_occurrence(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  const Node* obx = node_of(focus);
  if (obx == nullptr || obx->parent() == nullptr) return true;
  // OBX stands in a group of its own (OBSERVATION), or beside its like.
  const Node* item = obx->parent()->parent() != nullptr && obx->parent()->first_child() == obx ? obx->parent() : obx;
  const Node* order = item->parent();
  const bool in_orders = order->child(names().obr) != nullptr && order->parent() != nullptr;
  Count c;
  if (!compare(*order, *item, *obx, in_orders, c) && RunMark::current() != 0) {
    thread_local Counted counted;
    c.before = counted.before(*order, *item, in_orders);
  }
  if (c.before > 0) give(out, std::to_string(c.before + 1));
  return true;
}

}  // namespace schakel::mapping
