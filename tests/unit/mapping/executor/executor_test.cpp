#include "../run_map.h"

#include <catch2/catch.hpp>

using namespace schakel::test;
using Catch::Matchers::Contains;

namespace {

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p1","active":true,
  "name":[{"use":"official","family":"Maes","given":["An","Lies"]},{"use":"nickname","given":["Annie"]}],
  "gender":"female","birthDate":"1985-07-30","multipleBirthInteger":2,
  "telecom":[{"system":"phone","value":"016 12 34 56"}]})";

}  // namespace

TEST_CASE("elements come out in the order of their definition, whatever the order of the rules",
          "[mapping][executor]") {
  const Run r = run_rules(
      "src.birthDate as b -> tgt.birthDate = b; src.gender as g -> tgt.gender = g; src.id as i -> tgt.id = i;",
      kPatient);
  CHECK(r.issues.empty());
  CHECK(r.ok);
  CHECK(r.json == R"({"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1985-07-30"})");
}

TEST_CASE("a single element is overwritten and a repeating one appended", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name as n -> tgt.name as m then { n.given as g -> m.given = g, tgt.gender = g; n.family as f -> m.family = "
      "f; } 'n';",
      kPatient);
  CHECK(
      r.json ==
      R"({"resourceType":"Patient","name":[{"family":"Maes","given":["An","Lies"]},{"given":["Annie"]}],"gender":"Annie"})");
}

TEST_CASE("an element copied from an empty one is there to be filled", "[mapping][executor]") {
  const Run r = run_rules(
      "src -> create('Period') as period then { src.gender as g -> tgt.name as n, n.period = period as p, p.start = "
      "'2026' 'filled'; src.id as i -> tgt.name as n, n.family = i, n.period = period 'empty'; } 'all';",
      kPatient);
  CHECK(r.issues.empty());
  CHECK(r.json == R"({"resourceType":"Patient","name":[{"period":{"start":"2026"}},{"family":"p1"}]})");
}

TEST_CASE("a variable of an item that got no value does not keep that of the item before", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name as n -> evaluate(n, %n.family) as f, evaluate(n, %n.given.first()) as g, tgt.maritalStatus = cc(f) as "
      "c, "
      "c.extension as e, e.url = 'u', e.valueString = g 'x';",
      kPatient);
  CHECK(r.ok);
  CHECK(r.json ==
        R"({"resourceType":"Patient","maritalStatus":{"extension":[{"url":"u","valueString":"An"}],"text":"Maes"}})");
}

TEST_CASE("a code has single blanks inside and none around", "[mapping][executor]") {
  CHECK(run_rules("src.id as i -> tgt.gender = ' not  a\\tcode ';", kPatient).json ==
        R"({"resourceType":"Patient","gender":"not a code"})");
  CHECK(run_rules("src.id as i -> tgt.gender = '  ';", kPatient).json == R"({"resourceType":"Patient"})");
  CHECK(run_rules("src.id as i -> tgt.name as n, n.text = ' as  it is ' 'text';", kPatient).json ==
        R"({"resourceType":"Patient","name":[{"text":" as  it is "}]})");
}

TEST_CASE("list modes choose among the items", "[mapping][executor]") {
  const auto given = [](const std::string& mode) {
    return run_rules("src.name first as n -> tgt.name as m then { n.given " + mode + " as g -> m.given = g; } 'n';",
                     kPatient)
        .json;
  };
  CHECK_THAT(given("first"), Contains(R"("given":["An"])"));
  CHECK_THAT(given("last"), Contains(R"("given":["Lies"])"));
  CHECK_THAT(given("not_first"), Contains(R"("given":["Lies"])"));
  CHECK_THAT(given("not_last"), Contains(R"("given":["An"])"));
  const Run only = run_rules("src.name only_one as n -> tgt.name = n;", kPatient);
  CHECK_FALSE(only.ok);
  CHECK(only.issues.at(0) == "map1:5:1 The rule `name` takes only one `name`, there are 2");
}

TEST_CASE("a choice takes its name from the value's type", "[mapping][executor]") {
  const Run r = run_rules(
      "src.multipleBirth as m -> tgt.multipleBirth = m; src.birthDate as b -> tgt.deceased = cast(b, 'dateTime');",
      kPatient);
  CHECK(r.json == R"({"resourceType":"Patient","deceasedDateTime":"1985-07-30","multipleBirthInteger":2})");
  const Run typed = run_rules(
      "src.multipleBirth : integer as m -> tgt.multipleBirthBoolean = true; src.multipleBirth : boolean as m -> "
      "tgt.gender = 'x';",
      kPatient);
  CHECK(typed.json == R"({"resourceType":"Patient","multipleBirthBoolean":true})");
}

TEST_CASE("a complex value is copied deep, extensions of primitives included", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name as n -> tgt.name = n;",
      R"({"resourceType":"Patient","name":[{"family":"Maes","_family":{"extension":[{"url":"http://x","valueString":"y"}]}}]})");
  CHECK(
      r.json ==
      R"({"resourceType":"Patient","name":[{"family":"Maes","_family":{"extension":[{"url":"http://x","valueString":"y"}]}}]})");
}

TEST_CASE("share gives one element to all rules of the same item", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name first as n then { n.family as f -> tgt.name as m share one, m.family = f; n.given as g -> tgt.name as "
      "m share one, m.given = g; } 'n';"
      "src.birthDate as b -> tgt.name as m share other, m.text = 'x';",
      kPatient);
  CHECK(r.json == R"({"resourceType":"Patient","name":[{"family":"Maes","given":["An","Lies"]},{"text":"x"}]})");
}

TEST_CASE("groups are called with variables and constants, and may call themselves", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name as n -> tgt.name as m then name(n, 'home', m);", kPatient,
      "group name(source n, source use, target m) { n.family as f -> m.family = f; n -> m.use = use 'use'; }");
  CHECK(r.issues.empty());
  CHECK(r.json == R"({"resourceType":"Patient","name":[{"use":"home","family":"Maes"},{"use":"home"}]})");
}

TEST_CASE("several sources are all combinations of their items", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name first as n then { n.given as g, src.telecom as t -> tgt.contact as c, c.name as m, m.given = g, "
      "c.telecom = t 'x'; } 'n';",
      kPatient);
  CHECK_THAT(r.json, Contains(R"("given":["An"])") && Contains(R"("given":["Lies"])"));
}

TEST_CASE("extends runs the base group first on the same variables", "[mapping][executor]") {
  const std::string text =
      "map 'http://example.org/m' = 'm'\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as target\n"
      "group main(source src : Patient, target tgt : Patient) extends base { src.birthDate as b -> tgt.birthDate = b; "
      "}\n"
      "group base(source src, target tgt) { src.id as i -> tgt.id = i; }";
  CHECK(run({{text}, std::string(kPatient), {}, {}}).json ==
        R"({"resourceType":"Patient","id":"p1","birthDate":"1985-07-30"})");
}

TEST_CASE("the short form goes on with the default group of its types, between primitives it copies",
          "[mapping][executor]") {
  const std::string groups =
      "group name(source src : HumanName, target tgt : HumanName) <<type+>> { src.family -> tgt.family; src -> tgt.use "
      "= 'old' 'use'; }";
  const Run r = run_rules("src.name -> tgt.name; src.gender -> tgt.gender;", kPatient, groups);
  CHECK(r.issues.empty());
  CHECK(r.json ==
        R"({"resourceType":"Patient","name":[{"use":"old","family":"Maes"},{"use":"old"}],"gender":"female"})");
  const Run none = run_rules("src.name -> tgt.name;", kPatient);
  CHECK_FALSE(none.ok);
  CHECK_THAT(none.issues.at(0), Contains("There is no default group from `HumanName` to `HumanName`"));
}

TEST_CASE("transforms make references, identifiers, codes, quantities and texts", "[mapping][transforms]") {
  const Run r = run_rules(
      "src.id as i -> tgt.identifier = id('http://x', i, 'MR'), tgt.maritalStatus = cc('http://y', i, 'one'), "
      "tgt.telecom = cp('a@b.be'),"
      " tgt.managingOrganization as o, o.display = append(i, '-', 5), o.reference = truncate('Organization/1234', 14) "
      "'x';",
      kPatient);
  CHECK(r.issues.empty());
  CHECK_THAT(
      r.json,
      Contains(
          R"("identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://x","value":"p1"}])"));
  CHECK_THAT(r.json, Contains(R"("maritalStatus":{"coding":[{"system":"http://y","code":"p1","display":"one"}]})"));
  CHECK_THAT(r.json, Contains(R"("telecom":[{"system":"email","value":"a@b.be"}])"));
  CHECK_THAT(r.json, Contains(R"("managingOrganization":{"reference":"Organization/1","display":"p1-5"})"));
}

TEST_CASE("translate takes the first row of the code and is silent when there is none", "[mapping][transforms]") {
  const std::string header =
      "map 'http://example.org/m' = 'm'\n"
      "conceptmap 'sex' { prefix s = 'http://hl7.org/fhir/administrative-gender' prefix t = 'http://t' s:female == t:F "
      "s:male == t:M }\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
      "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as target\n"
      "group main(source src : Patient, target tgt : Patient) {\n";
  const auto translated = [&](const std::string& rules) {
    return run({{header + rules + "}"}, std::string(kPatient), {}, {}}).json;
  };
  CHECK(translated("src.gender as g -> tgt.id = translate(g, '#sex', 'code');") ==
        R"({"resourceType":"Patient","id":"F"})");
  CHECK(translated("src.gender as g -> tgt.maritalStatus = translate(g, '#sex', 'CodeableConcept');") ==
        R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://t","code":"F"}]}})");
  CHECK(translated("src.birthDate as g -> tgt.id = translate(g, '#sex', 'code') as x;") ==
        R"({"resourceType":"Patient"})");
  CHECK(translated("src.gender as g -> tgt.id = translate(g, 'http://example.org/m#sex', 'system');") ==
        R"({"resourceType":"Patient","id":"http://t"})");
}

TEST_CASE("a concept map file says what becomes of unmapped codes", "[mapping][transforms]") {
  const std::string concepts = R"({"resourceType":"ConceptMap","url":"http://example.org/c","status":"draft","group":[
    {"source":"http://a","target":"http://b","element":[{"code":"male","target":[{"code":"M","equivalence":"equivalent"}]}],
     "unmapped":{"mode":"fixed","code":"?","display":"unknown"}}]})";
  const std::string map =
      patient_map("src.gender as g -> tgt.maritalStatus = translate(g, 'http://example.org/c', 'CodeableConcept');");
  const Run r = run({{map}, std::string(kPatient), {}, {concepts}});
  CHECK(r.issues.empty());
  CHECK(
      r.json ==
      R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://b","code":"?","display":"unknown"}]}})");
}

TEST_CASE("a value that does not fit its type fails with its place", "[mapping][executor]") {
  const Run r = run_rules("src.gender as g -> tgt.multipleBirthInteger = g;", kPatient);
  CHECK_FALSE(r.ok);
  CHECK(r.issues.at(0) == "map1:5:1 The value `female` is no integer");
}

TEST_CASE("what no rule read is listed in the order of the document", "[mapping][executor]") {
  const Run r = run_rules(
      "src.name as n -> tgt.name as m then { n.family as f -> m.family = f; } 'n'; src.telecom as t -> tgt.telecom = "
      "t;",
      kPatient);
  CHECK(r.unmapped == std::vector<std::string>{"Patient.id", "Patient.active", "Patient.name[0].use",
                                               "Patient.name[0].given[0]", "Patient.name[0].given[1]",
                                               "Patient.name[1].use", "Patient.name[1].given[0]", "Patient.gender",
                                               "Patient.birthDate", "Patient.multipleBirthInteger"});
}

TEST_CASE("groups that call each other without end are stopped", "[mapping][executor]") {
  const Run r = run_rules("src.name as n -> tgt.name as m then loop(n, m);", kPatient,
                          "group loop(source n, target m) { n -> m then loop(n, m) 'again'; }");
  CHECK_FALSE(r.ok);
  CHECK_THAT(r.issues.at(0), Contains("more than 400 deep"));
}

TEST_CASE("what is being made can be copied into itself", "[mapping][executor]") {
  const Run r = run_rules(
      "src.id as i -> tgt.id = i, tgt.contact as c, tgt.contact = c 'a'; src.name first as n -> tgt.name as m, "
      "m.family = 'x', tgt.name = m;",
      kPatient);
  CHECK(r.json == R"({"resourceType":"Patient","id":"p1","name":[{"family":"x"},{"family":"x"}]})");
  const std::string parts =
      R"({"resourceType":"StructureDefinition","url":"http://example.org/T","name":"T","status":"draft","fhirVersion":"4.0.1","kind":"logical","abstract":false,"type":"T",
      "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element","derivation":"specialization","differential":{"element":[{"id":"T","path":"T","definition":"T","min":0,"max":"*"},
      {"id":"T.a","path":"T.a","definition":"a","min":0,"max":"1","type":[{"code":"string"}]},{"id":"T.t","path":"T.t","definition":"t","min":0,"max":"*","contentReference":"#T"}]}})";
  const std::string map =
      "map 'u' = 'm'\nuses 'http://example.org/T' alias T as source\nuses 'http://example.org/T' alias T as target\n"
      "group main(source src : T, target tgt : T) { src.a as a -> tgt.a = a, tgt.t = tgt 'again'; }";
  CHECK(run({{map}, R"({"resourceType":"T","a":"x"})", {parts}, {}}).json ==
        R"({"resourceType":"T","a":"x","t":[{"a":"x"}]})");
}
