#include "reports_of.h"

#include "syntax/xml/reader.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::app;
using namespace schakel::app::test;

TEST_CASE("JUnit tells documents that are valid, not valid and not read apart", "[app][report]") {
  Request request;
  const std::vector<Judged> all = {judged("a/b/good.json", kValid), judged("a/b/bad.json", kInvalid),
                                   judge_source(judge(), {"gone.json", "gone.json", {}}, request)};
  const std::string xml = as_junit(all, plain());
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::xml::read(xml, tree, issues, {.shape = syntax::xml::Shape::foreign}));
  REQUIRE(tree.root()->name() == "testsuites");
  const Node* suite = tree.root()->child("testsuite");
  REQUIRE(suite != nullptr);
  CHECK(suite->child("tests")->value() == "3");
  CHECK(suite->child("failures")->value() == "1");
  CHECK(suite->child("errors")->value() == "1");
  const Node* good = suite->child("testcase");
  CHECK(good->child("classname")->value() == "a.b");
  CHECK(good->child("name")->value() == "good.json");
  CHECK(good->child("failure") == nullptr);
  CHECK(good->child("error") == nullptr);
  const Node* bad = good->next_of_same_name();
  REQUIRE(bad->child("failure") != nullptr);
  CHECK(bad->child("failure")->child("message")->value() == "2 errors");
  const Node* gone = bad->next_of_same_name();
  CHECK(gone->child("classname")->value() == "validate");
  CHECK(gone->child("error") != nullptr);
  CHECK(gone->child("failure") == nullptr);
}

TEST_CASE("JUnit stays XML whatever a document is called and holds", "[app][report]") {
  const std::string xml =
      as_junit({judged("a\"<&.json", "{\"resourceType\":\"Patient\",\"birthDate\":\"]]>&<\x01\"}")}, plain());
  Arena arena;
  Tree tree(arena);
  Issues issues;
  CHECK(syntax::xml::read(xml, tree, issues, {.shape = syntax::xml::Shape::foreign}));
}
