// v2Occurrence(): which one an OBX is among those of its order (its ORDER_OBSERVATION, else its message) with the same
// code (OBX-3) and sub-id (OBX-4): nothing for the first, `2` for the second. Part of a result's identity (architecture
// decision 13).

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
         (!child_text(left, "CWE.1").empty() || child_text(left, "CWE.2") == child_text(right, "CWE.2")) &&
         child_text(&a, "OBX.4") == child_text(&b, "OBX.4");
}

}  // namespace

bool v2_occurrence(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                   fhirpath::Error& /*error*/) {
  const Node* obx = node_of(focus);
  if (obx == nullptr || obx->parent() == nullptr) return true;
  // OBX stands in an OBSERVATION group of its own, or beside its like.
  const Node* item = obx->parent()->name() == "OBSERVATION" ? obx->parent() : obx;
  const Node* first = item->parent() != nullptr ? item->parent()->first_child() : item;
  std::size_t before = 0, seen = 0;
  for (const Node* n = first; n != nullptr && n != item; n = n->next()) {
    if (!(n->name() == item->name())) continue;
    const Node* other = item == obx ? n : n->child("OBX");
    if (++seen > kMostBefore) continue;
    if (other != nullptr && same(*other, *obx)) ++before;
  }
  if (seen > kMostBefore) before = seen;
  if (before > 0) give(out, std::to_string(before + 1));
  return true;
}

}  // namespace schakel::mapping
