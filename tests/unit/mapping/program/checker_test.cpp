#include "../run_map.h"

#include <catch2/catch.hpp>

using namespace schakel::test;

namespace {

constexpr std::string_view kPatient = R"({"resourceType":"Patient"})";

// The first thing `map check` says; rules start on line 5.
std::string said(std::string_view rules, std::string_view groups = {}) {
  const Run r = run_rules(rules, kPatient, groups);
  return r.issues.empty() ? "" : r.issues[0];
}

}  // namespace

TEST_CASE("a misspelt field is an error with line and column", "[mapping][checker]") {
  CHECK(said("src.nmae as n -> tgt.name = n;") == "map1:5:5 `Patient` has no element `nmae`");
  CHECK(said("src.name as n -> tgt.nmae = n;") == "map1:5:22 `Patient` has no element `nmae`");
  CHECK(said("src.name as n then {\n n.famly as f -> tgt.id = f; } 'n';") ==
        "map1:6:4 `HumanName` has no element `famly`");
  CHECK(said("src.name as n -> tgt.name as m then name(n, m);",
             "group name(source a, target b) {\n a.famly as f -> b.family = f; }") ==
        "map1:8:4 `HumanName` has no element `famly`");
  CHECK(said("src.contact as c -> tgt.contact as d, d.gendr = 'x';") ==
        "map1:5:41 `Patient.contact` has no element `gendr`");
}

TEST_CASE("names that mean nothing are errors", "[mapping][checker]") {
  CHECK(said("src.name as n -> tgt.name = m;") == "map1:5:18 There is no source or target variable `m` here");
  CHECK(said("scr.name as n -> tgt.name = n;") == "map1:5:1 There is no source variable `scr` here");
  CHECK(said("src.name as n -> src.name = n;") == "map1:5:18 There is no target variable `src` here");
  CHECK(said("src.name as n then nothing(n);") == "map1:5:20 There is no group `nothing`");
  CHECK(said("src.name as n then g(n);", "group g(source a, target b) { }") ==
        "map1:5:20 The group `g` takes 2 parameters, not 1");
  CHECK(said("src.name : HumanNam as n -> tgt.name = n;") == "map1:5:12 The type `HumanNam` is not known");
  CHECK(said("src.name as n -> tgt.contained = create('Patiet') as p;") == "map1:5:18 The type `Patiet` is not known");
  CHECK(said("src.gender as g -> tgt.gender = translate(g, '#none', 'code');") ==
        "map1:5:46 The concept map `#none` is not known");
  CHECK(said("src.id as i then g(i, tgt);", "group g(source a : HumanName, target b) { }") ==
        "map1:5:20 `i` is a id, the group `g` takes a HumanName");
}

TEST_CASE("values that cannot become the element's type are errors", "[mapping][checker]") {
  CHECK(said("src.gender as g -> tgt.name = g;") == "map1:5:31 A primitive value cannot become a `HumanName`");
  CHECK(said("src.name as n -> tgt.gender = n;") == "map1:5:31 A `HumanName` cannot become a `code`");
}

TEST_CASE("structures and imports that nobody knows are errors", "[mapping][checker]") {
  const Run r = run({{"map 'u' = 'm'\nuses 'http://nowhere/X' alias X as source\nuses "
                      "'http://hl7.org/fhir/StructureDefinition/Patient' alias P as target\n"
                      "imports 'http://nowhere/*'\ngroup g(source s : X, target t : P) { }"},
                     std::string(kPatient),
                     {},
                     {}});
  REQUIRE(r.issues.size() >= 2);
  CHECK(r.issues[0] == "map1:4:1 No map matches the import `http://nowhere/*`");
  CHECK(r.issues[1] == "map1:2:1 The structure `http://nowhere/X` is not known");
}

TEST_CASE("expressions are checked against the types of focus and variables", "[mapping][checker]") {
  CHECK(said("src.name as n where familly.exists() -> tgt.name = n;") ==
        "map1:5:21 FHIR.HumanName has no element 'familly'; did you mean 'family'?");
  CHECK(said("src.name as n where family.exists() and src.active -> tgt.name = n;").empty());
  CHECK(said("src.name as n where family.exists() and src.actve -> tgt.name = n;") ==
        "map1:5:45 FHIR.Patient has no element 'actve'; did you mean 'active'?");
  CHECK(said("src.name as n -> tgt.id = (%n.famly);") ==
        "map1:5:31 FHIR.HumanName has no element 'famly'; did you mean 'family'?");
  CHECK(said("src.name as n -> tgt.id = (n.famly.substring(1));") ==
        "map1:5:30 FHIR.HumanName has no element 'famly'; did you mean 'family'?");
  CHECK(said("src.name as n -> tgt.id = (%m.family);") == "map1:5:28 There is no source or target variable `m` here");
  CHECK(said("src.name as n where nothing() -> tgt.name = n;") == "map1:5:21 there is no function nothing()");
  CHECK(said("src.name as n where family.v2Number() > 1 and text.beSsin().exists() -> tgt.name = n;").empty());
  CHECK(said("src.name as n where %ucum.exists() and %`vs-name`.exists() -> tgt.name = n;").empty());
}
