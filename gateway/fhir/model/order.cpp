#include "fhir/model/order.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace schakel::fhir {

namespace {

struct Place {
  std::uint32_t order;
  Node* node;
};

std::uint32_t order_of(const Node& node, const Definitions& definitions) {
  const Element* element = definitions.element(node.element());
  return element == nullptr ? std::numeric_limits<std::uint32_t>::max() : element->order;
}

void sort_one(Tree& tree, Node& node, const Definitions& definitions, std::vector<Place>& places) {
  places.clear();
  bool sorted = true;
  for (Node* c = node.first_child(); c != nullptr; c = c->next()) {
    places.push_back({order_of(*c, definitions), c});
    sorted = sorted && (places.size() == 1 || places[places.size() - 2].order <= places.back().order);
  }
  if (sorted) return;
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.order < b.order; });
  tree.prune(node, [](const Node&) { return true; });
  for (const Place& place : places) tree.adopt(node, *place.node);
}

}  // namespace

void sort_children(Tree& tree, Node& node, const Definitions& definitions) {
  std::vector<Place> places;
  std::vector<Node*> open{&node};
  while (!open.empty()) {
    Node* at = open.back();
    open.pop_back();
    sort_one(tree, *at, definitions, places);
    for (Node* c = at->first_child(); c != nullptr; c = c->next()) {
      if (c->first_child() != nullptr) open.push_back(c);
    }
  }
}

}  // namespace schakel::fhir
