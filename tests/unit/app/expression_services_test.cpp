// slice() on the command line and in maps: through validation's own slice matching.

#include "app/expression_services.h"
#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"

#include <catch2/catch.hpp>

using namespace schakel;

namespace {

// A patient as national profiles have it: identifiers told by their system, their codings
// sliced in turn, deceased[x] by type, and a slice
// that says nothing to tell it by.
constexpr const char* kPatient = R"({"resourceType":"StructureDefinition",
  "url":"https://schakel.example/fhir/test/StructureDefinition/sliced-patient","name":"SlicedPatient","status":"draft",
  "fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient",
  "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
  "differential":{"element":[{"id":"Patient","path":"Patient"},
  {"id":"Patient.identifier","path":"Patient.identifier",
   "slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
  {"id":"Patient.identifier:national","path":"Patient.identifier","sliceName":"national","min":0,"max":"1"},
  {"id":"Patient.identifier:national.system","path":"Patient.identifier.system","min":1,
   "fixedUri":"https://schakel.example/national"},
  {"id":"Patient.identifier:national.type.coding","path":"Patient.identifier.type.coding",
   "slicing":{"discriminator":[{"type":"value","path":"code"}],"rules":"open"}},
  {"id":"Patient.identifier:national.type.coding:kind","path":"Patient.identifier.type.coding","sliceName":"kind"},
  {"id":"Patient.identifier:national.type.coding:kind.code","path":"Patient.identifier.type.coding.code","min":1,
   "fixedCode":"NI"},
  {"id":"Patient.identifier:local","path":"Patient.identifier","sliceName":"local","min":0,"max":"*"},
  {"id":"Patient.identifier:local.system","path":"Patient.identifier.system","min":1,
   "fixedUri":"https://schakel.example/local"},
  {"id":"Patient.deceased[x]","path":"Patient.deceased[x]",
   "slicing":{"discriminator":[{"type":"type","path":"$this"}],"rules":"open"}},
  {"id":"Patient.deceased[x]:deceasedDateTime","path":"Patient.deceased[x]","sliceName":"deceasedDateTime",
   "type":[{"code":"dateTime"}]},
  {"id":"Patient.telecom","path":"Patient.telecom",
   "slicing":{"discriminator":[{"type":"value","path":"rank"}],"rules":"open"}},
  {"id":"Patient.telecom:untold","path":"Patient.telecom","sliceName":"untold","min":0}]}})";

constexpr const char* kDocument = R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{
  "resourceType":"Patient","deceasedDateTime":"2020-01-01","telecom":[{"value":"1"}],
  "identifier":[{"system":"https://schakel.example/other","value":"a"},
   {"system":"https://schakel.example/local","value":"b","type":{"coding":[{"code":"NI"}]}},
   {"system":"https://schakel.example/national","value":"c","type":{"coding":[{"code":"XX"},{"code":"NI"}]}},
   {"system":"https://schakel.example/local","value":"d"}]}}]})";

struct Fixture {
  Fixture() : definitions(test::with_resources({kPatient})), services(app::expression_services(definitions)) {
    Issues issues;
    REQUIRE(syntax::json::read(kDocument, tree, issues));
    fhir::annotate(tree, *definitions);
  }

  // The results, one after the other; an error as its message.
  std::string run(std::string expression) {
    const std::string url = "'https://schakel.example/fhir/test/StructureDefinition/sliced-patient'";
    for (std::size_t at; (at = expression.find("$P")) != std::string::npos;) expression.replace(at, 2, url);
    fhirpath::CompileOptions options;
    options.definitions = definitions.get();
    const auto program = fhirpath::compile(expression, options);
    REQUIRE(program.has_value());
    fhirpath::Evaluator evaluator(definitions.get(), services.get());
    fhirpath::Environment environment;
    environment.focus = environment.resource = environment.root_resource = tree.root();
    const auto result = evaluator.run(**program, environment);
    if (!result) return result.error().message;
    std::string text;
    for (const fhirpath::Value& v : *result)
      text += (text.empty() ? "" : " ") + std::string(v.is_node() ? v.node->value().reveal() : v.text);
    return text;
  }

  fhir::DefinitionsPtr definitions;
  std::unique_ptr<fhirpath::Services> services;
  Arena arena;
  Tree tree{arena};
};

}  // namespace

TEST_CASE("slice() gives the items that match the named slice", "[app][slice]") {
  Fixture f;
  const std::string patient = "entry.resource";
  CHECK(f.run(patient + ".identifier.slice($P, 'national').value") == "c");
  CHECK(f.run(patient + ".identifier.slice($P, 'local').value") == "b d");
  CHECK(f.run(patient + ".deceased.slice($P, 'deceasedDateTime')") == "2020-01-01");
  // A slice inside a slice is only there where the outer one fits.
  CHECK(f.run(patient + ".identifier.type.coding.slice($P, 'kind').code") == "NI");
  // Other elements than those the slice is of belong to none.
  CHECK(f.run(patient + ".telecom.slice($P, 'local').value").empty());
  CHECK(f.run(patient + ".slice($P, 'local')").empty());
  CHECK(f.run("{}.slice($P, 'local')").empty());
}

TEST_CASE("slice() names the structure or the slice that is not known", "[app][slice]") {
  Fixture f;
  const std::string identifier = "entry.resource.identifier";
  CHECK(f.run(identifier + ".slice('https://schakel.example/none', 'x')") ==
        "slice(): the structure 'https://schakel.example/none' is not known");
  CHECK(f.run(identifier + ".slice($P, 'regional')") ==
        "slice(): the structure 'https://schakel.example/fhir/test/StructureDefinition/sliced-patient' has no slice "
        "'regional'");
  // What came from data is not repeated.
  CHECK(f.run("entry.resource.slice($P, %resource.entry.resource.identifier.first().value)") ==
        "slice(): the structure 'https://schakel.example/fhir/test/StructureDefinition/sliced-patient' has no slice");
  CHECK(f.run("entry.resource.telecom.slice($P, 'untold')").find("not supported") != std::string::npos);
}
