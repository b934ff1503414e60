// v2Occurrence(): which one an OBX is among those with the same code (OBX-3) and sub-id (OBX-4) in its order (the
// ORDER_OBSERVATIONs of one number and service, else its message): nothing for the first, `2` for the second. Part of a
// result's identity (architecture decision 13).

#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

// Among so many before it; a message with more is told apart by their place.
constexpr std::size_t kMostBefore = 4000;

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

struct Count {
  std::size_t before = 0;
  std::size_t seen = 0;
};

// OBX like `obx` among the children of `parent` named `name` (itself an OBX, or a group with one), up to `end`.
void count(const Node& parent, Name name, const Node* end, const Node& obx, Count& c) {
  for (const Node* n = parent.first_child(); n != nullptr && n != end; n = n->next()) {
    if (!(n->name() == name)) continue;
    if (++c.seen > kMostBefore) continue;
    const Node* other = n->name() == obx.name() ? n : n->child(names().obx);
    if (other != nullptr && same(*other, obx)) ++c.before;
  }
}

}  // namespace

bool v2_occurrence(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  const Node* obx = node_of(focus);
  if (obx == nullptr || obx->parent() == nullptr) return true;
  // OBX stands in a group of its own (OBSERVATION), or beside its like.
  const Node* item = obx->parent()->parent() != nullptr && obx->parent()->first_child() == obx ? obx->parent() : obx;
  const Node* order = item->parent();
  Count c;
  if (order->child(names().obr) != nullptr && order->parent() != nullptr) {
    for (const Node* n = order->parent()->first_child(); n != order && c.seen <= kMostBefore; n = n->next()) {
      if (n->name() == order->name() && same_order(*n, *order)) count(*n, item->name(), nullptr, *obx, c);
    }
  }
  count(*order, item->name(), item, *obx, c);
  if (c.seen > kMostBefore) c.before = c.seen;
  if (c.before > 0) give(out, std::to_string(c.before + 1));
  return true;
}

}  // namespace schakel::mapping
