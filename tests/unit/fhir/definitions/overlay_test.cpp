#include "fhir/definitions/definitions.h"

#include "fhir/model/names.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace schakel;
using namespace schakel::fhir;

namespace {

std::string value_set(const std::string& url, const std::string& version) {
  return R"({"resourceType":"ValueSet","url":")" + url + R"(","version":")" + version + R"(","status":"draft"})";
}

}  // namespace

TEST_CASE("an overlay is searched first and leaks into nothing", "[fhir][overlay]") {
  const std::string gender = "http://hl7.org/fhir/ValueSet/administrative-gender";
  const auto with = test::with_resources({value_set(gender, "9"), value_set("http://example.org/vs", "1")});
  CHECK(with->find(gender).resource->package == "overlay");
  CHECK(with->find(gender + "|4.0.1").resource->package == "hl7.fhir.r4.core#4.0.1");
  CHECK(with->find("http://example.org/vs"));
  CHECK(test::core_definitions()->find(gender).resource->package == "hl7.fhir.r4.core#4.0.1");
  CHECK_FALSE(test::core_definitions()->find("http://example.org/vs"));
  CHECK(with->generation() != test::core_definitions()->generation());
  const auto other = test::with_resources({value_set("http://example.org/vs", "2")});
  CHECK(other->find("http://example.org/vs").resource->version == "2");
  CHECK(with->find("http://example.org/vs").resource->version == "1");
}

TEST_CASE("an overlay lists its own resources and those below, each url once", "[fhir][overlay]") {
  const std::string gender = "http://hl7.org/fhir/ValueSet/administrative-gender";
  const auto with = test::with_resources({value_set(gender, "9"), value_set("http://example.org/vs", "1")});
  const auto urls = with->list("ValueSet");
  CHECK(std::count(urls.begin(), urls.end(), gender) == 1);
  CHECK(urls.size() == test::core_definitions()->list("ValueSet").size() + 1);
}

TEST_CASE("versions of one canonical live side by side", "[fhir][overlay]") {
  const auto with =
      test::with_resources({value_set("http://example.org/vs", "1.0.0"), value_set("http://example.org/vs", "2.1.0")});
  CHECK(with->find("http://example.org/vs|2.1.0").resource->version == "2.1.0");
  CHECK(with->find("http://example.org/vs|2.1").resource->version == "2.1.0");
  const auto missing = with->find("http://example.org/vs|3");
  REQUIRE(missing);
  CHECK_FALSE(missing.exact);
}

TEST_CASE("a logical model of an overlay is a type with rows of its own", "[fhir][overlay]") {
  const auto with = test::with_resources(
      {R"({"resourceType":"StructureDefinition","url":"http://example.org/TLeft","name":"TLeft","status":"draft","kind":"logical","abstract":false,
  "type":"TLeft","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element","derivation":"specialization","differential":{"element":[
  {"id":"TLeft","path":"TLeft","min":0,"max":"*"},{"id":"TLeft.a","path":"TLeft.a","min":0,"max":"*","type":[{"code":"string"}]},
  {"id":"TLeft.b","path":"TLeft.b","min":0,"max":"1","type":[{"code":"BackboneElement"}]},{"id":"TLeft.b.c","path":"TLeft.b.c","min":1,"max":"1","type":[{"code":"HumanName"}]}]}})"});
  const Type* left = with->type("TLeft");
  REQUIRE(left != nullptr);
  CHECK(with->type("http://example.org/TLeft") == left);
  CHECK(left->kind == TypeKind::logical);
  CHECK(left->base == with->type("Element"));
  const Element* a = left->find(Name::intern("a"));
  REQUIRE(a != nullptr);
  CHECK(a->types[0].type == with->type("string"));
  CHECK(a->id >= test::core_definitions()->end_of_elements());
  CHECK(with->element(a->id) == a);
  CHECK(test::core_definitions()->element(a->id) == nullptr);
  REQUIRE(with->type("TLeft.b") != nullptr);
  CHECK(with->type("TLeft.b")->find(Name::intern("c"))->types[0].type == with->type("HumanName"));
  CHECK(test::core_definitions()->type("TLeft") == nullptr);
}

TEST_CASE("documents may be Bundles and XML", "[fhir][overlay]") {
  Issues issues;
  const auto made = overlay(
      test::core_definitions(),
      {{"bundle",
        R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)" +
            value_set("http://example.org/a", "1") + R"(},{"resource":)" + value_set("http://example.org/b", "1") +
            "}]}",
        false},
       {"xml",
        R"(<ValueSet xmlns="http://hl7.org/fhir"><url value="http://example.org/c"/><status value="draft"/></ValueSet>)",
        true}},
      issues);
  REQUIRE(made);
  CHECK(issues.empty());
  for (const char* url : {"http://example.org/a", "http://example.org/b", "http://example.org/c"}) {
    INFO(url);
    CHECK((*made)->find(url, "ValueSet"));
  }
}

TEST_CASE("a url that no canonical could mean is left out", "[fhir][overlay]") {
  const auto with = test::with_resources({value_set("http://example.org/a|1", "1")});
  CHECK(with->list("ValueSet").size() == test::core_definitions()->list("ValueSet").size());
}

TEST_CASE("what cannot be read is an issue and left out", "[fhir][overlay]") {
  Issues issues;
  const auto made =
      overlay(test::core_definitions(),
              {{"broken.json", "{", false}, {"good.json", value_set("http://example.org/a", "1"), false}}, issues);
  REQUIRE(made);
  CHECK(issues.errors() == 1);
  CHECK((*made)->find("http://example.org/a"));
}

TEST_CASE("known faults of 4.0.1 are put right, inherited ones in overlays too", "[fhir][corrections]") {
  const auto expression_of = [](const Node& sd, std::string_view path, std::string_view key) {
    std::string found;
    for (const Node* e = sd.child(names().snapshot)->first_child(); e != nullptr; e = e->next()) {
      if (text_at(*e, names().path) != path) continue;
      for (const Node* c = e->child(names().constraint); c != nullptr; c = c->next_of_same_name()) {
        if (text_at(*c, names().key) == key) found = text_at(*c, Name::intern("expression"));
      }
    }
    return found;
  };
  const Node& bundle = *test::core_definitions()->find("http://hl7.org/fhir/StructureDefinition/Bundle").resource->root;
  CHECK(expression_of(bundle, "Bundle.entry", "bdl-8") ==
        "fullUrl.exists() implies fullUrl.contains('/_history/').not()");
  const std::string inherited =
      R"x({"resourceType":"StructureDefinition","url":"http://example.org/b","name":"B","status":"draft",
    "fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Bundle",
    "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Bundle","derivation":"constraint",
    "snapshot":{"element":[{"id":"Bundle","path":"Bundle"},{"id":"Bundle.entry","path":"Bundle.entry",
      "constraint":[{"key":"bdl-8","severity":"error","human":"x","expression":"fullUrl.contains('/_history/').not()"}]}]}})x";
  const auto with = test::with_resources({inherited});
  CHECK(expression_of(*with->find("http://example.org/b").resource->root, "Bundle.entry", "bdl-8") ==
        "fullUrl.exists() implies fullUrl.contains('/_history/').not()");
}
