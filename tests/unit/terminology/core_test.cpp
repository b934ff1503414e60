// Value sets and code systems of R4 core and HL7 Terminology, as they come.

#include "support/definitions.h"
#include "terminology/terminology.h"

#include <catch2/catch.hpp>

#include <string>

namespace schakel::terminology {

namespace {

const Terminology& core() {
  static const Terminology instance(test::core_definitions());
  return instance;
}

Answer member(const char* set, const char* system, const char* code) {
  return core().member_of(set, system, code).answer;
}

const std::string kFhir = "http://hl7.org/fhir/ValueSet/";

}  // namespace

TEST_CASE("a value set of a whole code system holds its codes", "[terminology]") {
  const char* set = "http://hl7.org/fhir/ValueSet/administrative-gender";
  CHECK(member(set, "http://hl7.org/fhir/administrative-gender", "male") == Answer::yes);
  CHECK(member(set, "http://hl7.org/fhir/administrative-gender", "man") == Answer::no);
  CHECK(member(set, "http://example.org/other", "male") == Answer::no);
  CHECK(member(set, "", "female") == Answer::yes);
  CHECK(member("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", "", "female") == Answer::yes);
}

TEST_CASE("a filter is-a takes the hierarchy of the code system", "[terminology]") {
  const char* set = "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode";
  const char* system = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  CHECK(member(set, system, "IMP") == Answer::yes);
  CHECK(member(set, system, "ACUTE") == Answer::yes);
  CHECK(member(set, system, "NORMDOSE") == Answer::no);
  CHECK(core().subsumes(system, "IMP", "ACUTE") == Subsumption::subsumes);
  CHECK(core().subsumes(system, "ACUTE", "IMP") == Subsumption::subsumed_by);
  CHECK(core().subsumes(system, "ACUTE", "ACUTE") == Subsumption::equivalent);
  CHECK(core().subsumes(system, "ACUTE", "AMB") == Subsumption::not_subsumed);
  CHECK(core().subsumes(system, "ACUTE", "no-such") == Subsumption::unknown);
}

TEST_CASE("what is not loaded is unknown and says what is missing", "[terminology]") {
  const Membership sct =
      core().member_of("http://hl7.org/fhir/ValueSet/condition-code", "http://snomed.info/sct", "404684003");
  CHECK(sct.answer == Answer::unknown);
  CHECK(sct.missing == "http://snomed.info/sct");
  const Membership none = core().member_of("http://example.org/ValueSet/none", "s", "c");
  CHECK(none.answer == Answer::unknown);
  CHECK(none.missing == "http://example.org/ValueSet/none");
  CHECK(core().known("http://snomed.info/sct", "1") == Terminology::Known::no_such_system);
  CHECK(member("http://snomed.info/sct?fhir_vs", "http://snomed.info/sct", "1") == Answer::unknown);
  CHECK(member("http://snomed.info/sct?fhir_vs", "http://loinc.org", "1") == Answer::no);
}

TEST_CASE("an enumerated list of a system that is not loaded counts as the list", "[terminology]") {
  const char* set = "http://hl7.org/fhir/ValueSet/observation-vitalsignresult";
  CHECK(member(set, "http://loinc.org", "8867-4") == Answer::yes);
  CHECK(member(set, "http://loinc.org", "0000-0") == Answer::no);
}

TEST_CASE("grammars stand for systems that nobody lists", "[terminology]") {
  CHECK(core().known("http://unitsofmeasure.org", "mg/dL") == Terminology::Known::code);
  CHECK(core().known("http://unitsofmeasure.org", "mgdL/") == Terminology::Known::no_such_code);
  CHECK(core().known("urn:ietf:bcp:47", "nl-BE") == Terminology::Known::code);
  CHECK(core().known("urn:ietf:bcp:47", "nl_BE") == Terminology::Known::no_such_code);
  CHECK(core().known("urn:ietf:bcp:47", "qq") == Terminology::Known::no_such_code);
  CHECK(core().known("urn:ietf:bcp:13", "application/fhir+json; charset=utf-8") == Terminology::Known::code);
  CHECK(core().known("urn:ietf:bcp:13", "pdf") == Terminology::Known::no_such_code);
  CHECK(core().known("urn:iso:std:iso:4217", "EUR") == Terminology::Known::code);
  CHECK(core().known("urn:iso:std:iso:4217", "EUX") == Terminology::Known::no_such_code);
  CHECK(core().known("urn:iso:std:iso:3166", "BE") == Terminology::Known::code);
  CHECK(core().known("urn:iso:std:iso:3166", "BEL") == Terminology::Known::code);
  CHECK(core().known("urn:iso:std:iso:3166", "XQ") == Terminology::Known::no_such_code);
  CHECK(member("http://hl7.org/fhir/ValueSet/currencies", "urn:iso:std:iso:4217", "EUR") == Answer::yes);
  CHECK(member("http://hl7.org/fhir/ValueSet/mimetypes", "", "text/plain") == Answer::yes);
}

TEST_CASE("displays are compared without case and white space", "[terminology]") {
  const char* system = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  CHECK(core().display(system, "IMP") == "inpatient encounter");
  CHECK(core().is_display(system, "IMP", "Inpatient  Encounter ") == Answer::yes);
  CHECK(core().is_display(system, "IMP", "ambulatory") == Answer::no);
  CHECK(core().is_display(system, "no-such", "x") == Answer::unknown);
}

TEST_CASE("an expansion lists the members in order, filtered and by pages", "[terminology]") {
  const auto all = core().expand("http://hl7.org/fhir/ValueSet/administrative-gender");
  REQUIRE(all.has_value());
  REQUIRE(all->concepts.size() == 4);
  CHECK(all->concepts[0].code == "male");
  CHECK(all->concepts[0].display == "Male");
  const auto some =
      core().expand("http://hl7.org/fhir/ValueSet/administrative-gender", {.filter = "MALE", .offset = 1, .count = 1});
  CHECK(some->total == 2);
  CHECK(some->concepts[0].code == "female");
  CHECK_FALSE(core().expand("http://example.org/ValueSet/none").has_value());
  CHECK(core().expand("http://hl7.org/fhir/ValueSet/condition-code")->missing.size() == 1);
}

TEST_CASE("a lookup gives definition, parents and properties", "[terminology]") {
  const auto imp = core().lookup("http://terminology.hl7.org/CodeSystem/v3-ActCode", "ACUTE");
  REQUIRE(imp.has_value());
  CHECK(imp->display == "inpatient acute");
  CHECK_FALSE(imp->definition.empty());
  CHECK_FALSE(imp->properties.empty());
}

TEST_CASE("every loaded value set can be made", "[terminology]") {
  std::size_t known = 0;
  std::size_t lists = 0;
  for (const std::string_view canonical : test::core_definitions()->list("ValueSet")) {
    const ValueSet* set = core().value_set(canonical);
    if (set == nullptr) continue;
    ++known;
    const auto expansion = core().expand(canonical, {.count = 1});
    if (expansion && expansion->missing.empty()) ++lists;
  }
  CHECK(known > 2'000);
  CHECK(lists > known / 2);
}

}  // namespace schakel::terminology
