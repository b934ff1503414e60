#include "unit/syntax/xml/reading.h"

#include <catch2/catch.hpp>

#include <array>

namespace schakel::syntax::xml {

namespace {

constexpr std::array<Namespace, 2> kNames{{{"urn:main", ""}, {"urn:extra", "x"}}};
const ReadOptions kForeign{.shape = Shape::foreign, .limits = nullptr, .fhir_namespace = {}, .namespaces = kNames};

}  // namespace

TEST_CASE("attributes are children and text is a value", "[xml]") {
  const Reading r(R"(<kmehrmessage xmlns="urn:main"><cd S="CD-ITEM" SV="1.0">a &amp; b </cd><cd/></kmehrmessage>)",
                  kForeign);
  REQUIRE(r.summary().empty());
  CHECK(r.root().name() == "kmehrmessage");
  CHECK_FALSE(r.root().resource());
  const Node* cd = r.root().child("cd");
  CHECK(cd->value() == "a & b ");
  CHECK(cd->child("S")->value() == "CD-ITEM");
  CHECK(cd->child("S")->attribute());
  CHECK(cd->repeats());
  CHECK_FALSE(cd->next()->has_value());
}

TEST_CASE("white space between elements is no content, text among elements is", "[xml]") {
  const Reading r("<a xmlns=\"urn:main\">\n <b>1</b>\n <b> </b>\n <c>x <i>y</i> <i>z</i></c></a>", kForeign);
  REQUIRE(r.summary().empty());
  CHECK(r.root().first_child()->name() == "b");
  CHECK(r.root().first_child()->next()->value() == " ");
  const Node* c = r.root().child("c");
  CHECK(c->first_child()->name().empty());
  CHECK(c->first_child()->value() == "x ");
  CHECK(c->first_child()->next()->value() == "y");
  CHECK(c->first_child()->next()->next()->value() == " ");
}

TEST_CASE("listed namespaces have their prefix, others are reported", "[xml]") {
  const Reading r(
      R"(<a xmlns="urn:main" xmlns:e="urn:extra" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:lang="nl"><e:b xsi:type="PQ"/><c xmlns="urn:who"/></a>)",
      kForeign);
  CHECK(r.ok);
  CHECK(r.root().child("xml:lang")->value() == "nl");
  CHECK(r.root().child("x:b")->child("xsi:type")->value() == "PQ");
  CHECK(r.summary() == "XML_UNEXPECTED_NAMESPACE@1:129");
  CHECK_FALSE(r.issues.has_errors());
}

TEST_CASE("a root of another namespace is refused", "[xml]") {
  CHECK_FALSE(Reading("<a xmlns=\"urn:who\"/>", kForeign).ok);
  CHECK(Reading("<a xmlns=\"urn:who\"/>", {.shape = Shape::foreign}).ok);
}

TEST_CASE("foreign XML is written as it was read", "[xml]") {
  const std::string text =
      R"(<a xmlns="urn:main" xmlns:x="urn:extra" k="v&quot;"><b>1 &lt; 2</b><x:c>t<i>u</i> v</x:c><d/></a>)";
  Reading r(text, kForeign);
  CHECK(r.written({.shape = Shape::foreign, .declaration = false, .name_space = "urn:main", .namespaces = kNames}) ==
        text);
}

TEST_CASE("UTF-16 is read, spans count in the received bytes", "[xml]") {
  std::string text("\xFF\xFE", 2);
  for (const char c : std::string_view("<a><b>x</b></a>")) text.append({c, '\0'});
  const Reading r(text, {.shape = Shape::foreign});
  REQUIRE(r.ok);
  CHECK(r.root().child("b")->value() == "x");
  CHECK(r.root().child("b")->span().begin == 8);
}

}  // namespace schakel::syntax::xml
