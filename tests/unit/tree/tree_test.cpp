#include "tree/tree.h"

#include <catch2/catch.hpp>

#include <type_traits>

using namespace schakel;

TEST_CASE("children stand in the order they were appended and are found by name", "[tree]") {
  Arena arena;
  Tree tree(arena);
  Node* patient = tree.create(Name::intern("Patient"));
  Node* first = tree.append(*patient, tree.name("name"));
  tree.append(*patient, tree.name("birthDate"));
  Node* second = tree.append(*patient, tree.name("name"));
  CHECK(patient->child("name") == first);
  CHECK(first->next_of_same_name() == second);
  CHECK(patient->child("gender") == nullptr);
}

TEST_CASE("a detached node can be adopted in another place", "[tree]") {
  Arena arena;
  Tree tree(arena);
  Node* root = tree.create(tree.name("a"));
  Node* b = tree.append(*root, tree.name("b"));
  Node* c = tree.append(*root, tree.name("c"));
  tree.detach(*b);
  CHECK(root->first_child() == c);
  tree.adopt(*root, *b);
  CHECK(root->last_child() == b);
  tree.detach(*b);
  tree.adopt(*root, *b, c);
  CHECK(root->first_child() == b);
  CHECK(b->next() == c);
  tree.detach(*c);
  CHECK(root->last_child() == b);
}

TEST_CASE("a copy shares nothing with the tree it was taken from", "[tree]") {
  Arena theirs;
  Arena ours;
  Tree from(theirs);
  Node* root = from.create(from.name("strangeNameOfTheirs"));
  Node* leaf = from.append(*root, from.name("leaf"));
  from.set_value(*leaf, ValueKind::number, "1.20");
  from.set_repeats(*leaf, true);
  Tree to(ours);
  Node* copy = to.copy(*root);
  theirs = Arena();
  CHECK(copy->name() == "strangeNameOfTheirs");
  CHECK(copy->first_child()->value() == "1.20");
  CHECK(copy->first_child()->repeats());
}

TEST_CASE("a path shows an index where the element repeats", "[tree]") {
  Arena arena;
  Tree tree(arena);
  Node* patient = tree.create(tree.name("Patient"));
  for (int i = 0; i < 2; ++i) tree.set_repeats(*tree.append(*patient, tree.name("name")), true);
  Node* family = tree.append(*patient->last_child(), tree.name("family"));
  CHECK(fhirpath_of(*family) == "Patient.name[1].family");
}

TEST_CASE("what a message holds cannot be printed or converted by accident", "[tree][privacy]") {
  CHECK_FALSE(std::is_convertible_v<DataText, std::string_view>);
  CHECK_FALSE(std::is_convertible_v<DataText, std::string>);
  CHECK_FALSE(std::is_constructible_v<std::string, DataText>);
}
