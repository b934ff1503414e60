// slice() in an invariant, and a reslice asked for by name.

#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "validation/validator.h"

#include <catch2/catch.hpp>

using namespace schakel;

namespace {

constexpr std::string_view kUrl = "https://schakel.example/fhir/test/StructureDefinition/numbered-patient";
constexpr const char* kProfile = R"json({"resourceType":"StructureDefinition",
  "url":"https://schakel.example/fhir/test/StructureDefinition/numbered-patient","name":"NumberedPatient",
  "status":"draft","fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient",
  "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
  "differential":{"element":[{"id":"Patient","path":"Patient","constraint":[{"key":"num-1","severity":"error",
   "human":"A number has a value",
   "expression":"identifier.slice('https://schakel.example/fhir/test/StructureDefinition/numbered-patient', 'number').all(value.exists())"}]},
  {"id":"Patient.identifier","path":"Patient.identifier",
   "slicing":{"discriminator":[{"type":"value","path":"system"},{"type":"value","path":"assigner.display"}],"rules":"open"}},
  {"id":"Patient.identifier:number","path":"Patient.identifier","sliceName":"number"},
  {"id":"Patient.identifier:number.system","path":"Patient.identifier.system","min":1,
   "fixedUri":"https://schakel.example/number"},
  {"id":"Patient.identifier:number/old","path":"Patient.identifier","sliceName":"number/old"},
  {"id":"Patient.identifier:number/old.system","path":"Patient.identifier.system","min":1,
   "fixedUri":"https://schakel.example/number"},
  {"id":"Patient.identifier:number/old.assigner.display","path":"Patient.identifier.assigner.display","min":1,
   "fixedString":"old"}]}})json";

struct Document {
  Document(const fhir::Definitions& definitions, std::string_view text) {
    Issues issues;
    REQUIRE(syntax::json::read(text, tree, issues));
    fhir::annotate(tree, definitions);
  }
  Arena arena;
  Tree tree{arena};
};

}  // namespace

TEST_CASE("an invariant may ask for a slice of its own profile", "[validation][slice]") {
  const fhir::DefinitionsPtr definitions = test::with_resources({kProfile});
  const validation::Validator validator(definitions);
  validation::Validator::Session session(validator);
  const Document good(*definitions, R"({"resourceType":"Patient","identifier":[{"system":"https://schakel.example/x"},
    {"system":"https://schakel.example/number","value":"1"}]})");
  const Document bad(*definitions, R"({"resourceType":"Patient","identifier":[
    {"system":"https://schakel.example/number","value":"1"},{"system":"https://schakel.example/number"}]})");
  CHECK(session.is_valid(good.tree, {&kUrl, 1}, {}));
  CHECK_FALSE(session.is_valid(bad.tree, {&kUrl, 1}, {}));
}

TEST_CASE("a session tells reslices by their name", "[validation][slice]") {
  const fhir::DefinitionsPtr definitions = test::with_resources({kProfile});
  const validation::Validator validator(definitions);
  validation::Validator::Session session(validator);
  const Document document(*definitions, R"({"resourceType":"Patient","identifier":[
    {"system":"https://schakel.example/number","assigner":{"display":"old"}},{"system":"https://schakel.example/number","assigner":{"display":"new"}},
    {"system":"https://schakel.example/x","assigner":{"display":"old"}}]})");
  std::string numbers;
  std::string old;
  const auto letter = [](std::optional<bool> answer) { return !answer ? '?' : *answer ? 'y' : 'n'; };
  for (const Node* i = document.tree.root()->child("identifier"); i != nullptr; i = i->next_of_same_name()) {
    numbers += letter(session.in_slice(*i, kUrl, "number"));
    old += letter(session.in_slice(*i, kUrl, "number/old"));
  }
  CHECK(numbers == "yyn");
  CHECK(old == "ynn");
  CHECK_FALSE(session.in_slice(*document.tree.root(), "https://schakel.example/none", "number").has_value());
}
