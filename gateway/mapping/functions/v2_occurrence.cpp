// v2Occurrence(): which one an OBX is among those with the same code (OBX-3) and sub-id (OBX-4) in its order (the
// ORDER_OBSERVATIONs of one number and service, else its message): nothing for the first, `2` for the second. Part of a
// result's identity (architecture decision 13).

#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

// Among so many before it; a message with more is told apart by their place.
constexpr std::size_t kMostBefore = 4000;

bool same(const Node& a, const Node& b) {
  const Node* left = a.child("OBX.3");
  const Node* right = b.child("OBX.3");
  return child_text(left, "CWE.1") == child_text(right, "CWE.1") &&
         child_text(left, "CWE.3") == child_text(right, "CWE.3") &&
         (!child_text(left, "CWE.1").empty() || (child_text(left, "CWE.2") == child_text(right, "CWE.2") &&
                                                 child_text(left, "CWE.4") == child_text(right, "CWE.4") &&
                                                 child_text(left, "CWE.5") == child_text(right, "CWE.5"))) &&
         child_text(&a, "OBX.4") == child_text(&b, "OBX.4");
}

// OBR-2, OBR-3 and OBR-4 say the same.
bool same_order(const Node& a, const Node& b) {
  const Node* left = a.child("OBR");
  const Node* right = b.child("OBR");
  if (left == nullptr || right == nullptr) return false;
  return child_text(left->child("OBR.3"), "EI.1") == child_text(right->child("OBR.3"), "EI.1") &&
         child_text(left->child("OBR.2"), "EI.1") == child_text(right->child("OBR.2"), "EI.1") &&
         child_text(left->child("OBR.4"), "CWE.1") == child_text(right->child("OBR.4"), "CWE.1");
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
    const Node* other = n->name() == obx.name() ? n : n->child("OBX");
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
  if (order->child("OBR") != nullptr && order->parent() != nullptr) {
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
