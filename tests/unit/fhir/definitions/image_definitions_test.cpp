#include "fhir/definitions/image_definitions.h"

#include "fhir/model/names.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhir;

TEST_CASE("the types of R4 core are known by name and by url", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  for (const char* name : {"Patient", "Observation", "HumanName", "string", "Element", "DomainResource",
                           "Timing.repeat", "Patient.contact"}) {
    INFO(name);
    REQUIRE(d.type(name) != nullptr);
    CHECK(d.type(name)->name == name);
    CHECK(d.type(Name::intern(name)) == d.type(name));
  }
  CHECK(d.type("http://hl7.org/fhir/StructureDefinition/Patient") == d.type("Patient"));
  CHECK(d.type("Patient")->kind == TypeKind::resource);
  CHECK(d.type("Patient.contact")->kind == TypeKind::backbone);
  CHECK(d.type("code")->primitive == Primitive::code);
  CHECK(d.type("nothing") == nullptr);
  CHECK(d.type("http://hl7.org/fhir/StructureDefinition/bodyweight") == nullptr);
}

TEST_CASE("types know what they derive from", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  CHECK(d.type("Patient")->base == d.type("DomainResource"));
  CHECK(d.type("Patient")->is_a(*d.type("Resource")));
  CHECK(d.type("code")->base == d.type("string"));
  CHECK(d.type("Age")->is_a(*d.type("Quantity")));
  CHECK(d.type("Patient.contact")->base == d.type("BackboneElement"));
  CHECK(d.type("Timing.repeat")->base == d.type("Element"));
  CHECK_FALSE(d.type("string")->is_a(*d.type("code")));
}

TEST_CASE("an element is found by its name and by the name of a choice", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  const Type& observation = *d.type("Observation");
  std::size_t chosen = 99;
  const Element* value = observation.find(Name::intern("valueQuantity"), &chosen);
  REQUIRE(value != nullptr);
  CHECK(value->name == "value");
  CHECK(value->path == "Observation.value[x]");
  CHECK(value->types[chosen].type == d.type("Quantity"));
  CHECK(observation.find(Name::intern("value")) == value);
  CHECK(observation.find(Name::intern("valueNonsense")) == nullptr);
  CHECK(d.element(value->id) == value);
  CHECK(d.element(0) == nullptr);
  CHECK(d.element(d.end_of_elements()) == nullptr);
  const Element* component = observation.find(Name::intern("component"));
  REQUIRE(component != nullptr);
  CHECK(component->repeats());
  CHECK(component->types[0].type == d.type("Observation.component"));
  const Element* range = d.type("Observation.component")->find(Name::intern("referenceRange"));
  REQUIRE(range != nullptr);
  CHECK(range->types[0].type == d.type("Observation.referenceRange"));
}

TEST_CASE("elements written with a System type have their FHIR type", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  CHECK(d.type("Patient")->find(Name::intern("id"))->types[0].type == d.type("id"));
  CHECK(d.type("HumanName")->find(Name::intern("id"))->types[0].type == d.type("string"));
  CHECK(d.type("Extension")->find(Name::intern("url"))->types[0].type == d.type("uri"));
  CHECK(d.type("Extension")->find(Name::intern("url"))->attribute);
  CHECK(d.type("string")->find(Name::intern("value")) == nullptr);
}

TEST_CASE("canonicals are found by url, type and version", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  const auto patient = d.find("http://hl7.org/fhir/StructureDefinition/Patient");
  REQUIRE(patient);
  CHECK(patient.exact);
  CHECK(patient.resource->version == "4.0.1");
  CHECK(patient.resource->package == "hl7.fhir.r4.core#4.0.1");
  CHECK(patient.resource->root->type() == "StructureDefinition");
  CHECK(text_at(*patient.resource->root, names().kind) == "resource");
  CHECK(d.find("http://hl7.org/fhir/StructureDefinition/Patient|4.0.1").exact);
  CHECK(d.find("http://hl7.org/fhir/StructureDefinition/Patient|4.0").exact);
  const auto other = d.find("http://hl7.org/fhir/StructureDefinition/Patient|9.9.9");
  REQUIRE(other);
  CHECK_FALSE(other.exact);
  CHECK_FALSE(d.find("http://hl7.org/fhir/StructureDefinition/Patient", "ValueSet"));
  CHECK_FALSE(d.find("http://example.org/nothing"));
  CHECK(d.find("http://hl7.org/fhir/StructureDefinition/Patient").resource == patient.resource);
}

TEST_CASE("R4 core decides for hl7.org/fhir and HL7 terminology for its own urls", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  const auto genders = d.find("http://hl7.org/fhir/ValueSet/administrative-gender", "ValueSet");
  REQUIRE(genders);
  CHECK(genders.resource->package == "hl7.fhir.r4.core#4.0.1");
  const auto classes = d.find("http://terminology.hl7.org/CodeSystem/v3-ActCode", "CodeSystem");
  REQUIRE(classes);
  CHECK(classes.resource->package == "hl7.terminology.r4#7.0.1");
  const auto birth_place = d.find("http://hl7.org/fhir/StructureDefinition/patient-birthPlace");
  REQUIRE(birth_place);
  CHECK(birth_place.resource->package == "hl7.fhir.r4.core#4.0.1");
}

TEST_CASE("what the npm package adds to R4 core is put right", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  CHECK(d.type("Binary")->find(Name::intern("url")) == nullptr);
  CHECK(d.type("Meta")->find(Name::intern("project")) == nullptr);
  CHECK(d.type("Meta")->find(Name::intern("lastUpdated")) != nullptr);
  for (const std::string_view url : d.list("SearchParameter")) CHECK(url.find("medplum") == std::string_view::npos);
  CHECK_FALSE(d.find("http://hl7.org/fhir/SearchParameter/ServiceRequest-order-detail"));
  CHECK(d.list("SearchParameter").size() > 1375);
}

TEST_CASE("resources are annotated and hold no narrative", "[fhir][definitions]") {
  const Definitions& d = *test::core_definitions();
  const auto patient = d.find("http://hl7.org/fhir/StructureDefinition/Patient");
  REQUIRE(patient);
  CHECK(patient.resource->root->child(names().text) == nullptr);
  const Node* snapshot = patient.resource->root->child(names().snapshot);
  REQUIRE(snapshot != nullptr);
  CHECK(snapshot->type() == "StructureDefinition.snapshot");
  CHECK(snapshot->child(names().element)->type() == "ElementDefinition");
}
