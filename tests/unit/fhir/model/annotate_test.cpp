#include "fhir/model/annotate.h"

#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhir;

TEST_CASE("every node of a resource gets its element and type", "[fhir][annotate]") {
  const Definitions& d = *test::core_definitions();
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(
      R"({"resourceType":"Observation","status":"final","code":{"coding":[{"code":"x"}]},"valueQuantity":{"value":1.20},
    "contained":[{"resourceType":"Patient","birthDate":"2000-01-01","_birthDate":{"extension":[{"url":"http://example.org/e","valueCode":"a"}]}}],
    "component":[{"code":{"text":"t"},"referenceRange":[{"text":"r"}]}],"nonsense":1})",
      tree, issues));
  annotate(tree, d);
  const Node& root = *tree.root();
  CHECK(root.child("status")->type() == "code");
  const Node* value = root.child("valueQuantity");
  CHECK(value->type() == "Quantity");
  CHECK(d.element(value->element())->name == "value");
  CHECK(value->child("value")->type() == "decimal");
  CHECK(root.child("code")->child("coding")->repeats());
  const Node* patient = root.child("contained");
  CHECK(patient->type() == "Patient");
  CHECK(patient->child("birthDate")->type() == "date");
  CHECK(patient->child("birthDate")->child("extension")->child("valueCode")->type() == "code");
  CHECK(root.child("component")->type() == "Observation.component");
  CHECK(root.child("component")->child("referenceRange")->type() == "Observation.referenceRange");
  CHECK(root.child("nonsense")->element() == 0);
}

TEST_CASE("arrays that are none, and none that should be one, are marked", "[fhir][annotate]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(
      R"({"resourceType":"Patient","name":{"family":"x"},"gender":["male"],"address":[{"city":"y"}]})", tree, issues));
  annotate(tree, *test::core_definitions());
  CHECK(tree.root()->child("name")->misshapen());
  CHECK(tree.root()->child("name")->repeats());
  CHECK(tree.root()->child("gender")->misshapen());
  CHECK_FALSE(tree.root()->child("gender")->repeats());
  CHECK_FALSE(tree.root()->child("address")->misshapen());
}

TEST_CASE("values from XML get the kinds JSON would have", "[fhir][annotate]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::xml::read(
      R"(<Patient xmlns="http://hl7.org/fhir"><active value="true"/><name><family value="x"/></name><multipleBirthInteger value="2"/>
    <deceasedBoolean value="perhaps"/></Patient>)",
      tree, issues));
  annotate(tree, *test::core_definitions(), Kinds::from_types);
  const Node& root = *tree.root();
  CHECK(root.child("active")->kind() == ValueKind::boolean);
  CHECK(root.child("name")->repeats());
  CHECK_FALSE(root.child("name")->misshapen());
  CHECK(root.child("multipleBirthInteger")->kind() == ValueKind::number);
  CHECK(root.child("deceasedBoolean")->kind() == ValueKind::string);
}

TEST_CASE("a node that a map adds is annotated by itself", "[fhir][annotate]") {
  const Definitions& d = *test::core_definitions();
  Arena arena;
  Tree tree(arena);
  Node* root = tree.create(Name::intern("Patient"));
  tree.set_resource(*root, Name::intern("Patient"));
  Node* active = tree.append(*root, Name::intern("active"));
  tree.set_value(*active, ValueKind::string, "true");
  CHECK(annotate_child(tree, *active, *d.type("Patient"), d));
  CHECK(active->kind() == ValueKind::boolean);
  CHECK(active->type() == "boolean");
  Node* other = tree.append(*root, Name::intern("other"));
  CHECK_FALSE(annotate_child(tree, *other, *d.type("Patient"), d));
}
