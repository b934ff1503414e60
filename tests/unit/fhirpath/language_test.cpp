// The language on one small patient: expression and what it gives.

#include "unit/fhirpath/subject.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace schakel;
using test::patient;

namespace {

struct Row {
  const char* expression;
  const char* expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.expression);
    CHECK(patient().evaluate(row.expression) == row.expected);
  }
}

}  // namespace

TEST_CASE("paths follow names, types of the focus and choices", "[fhirpath][paths]") {
  check({{"name.given", "Lotte | Anna | Lot | Lotte"},
         {"Patient.name.family", "Maes | Wouters"},
         {"DomainResource.id", "p1"},
         {"Encounter.id", ""},
         {"multipleBirth", "2"},
         {"multipleBirth.is(integer)", "true"},
         {"extension.value", "2 | "},
         {"extension('https://schakel.example/weight').value.value", "3.50"},
         {"name[1].given[0]", "Lot"},
         {"name[7]", ""},
         {"`name`.`given`.first()", "Lotte"},
         {"contained.name", "Made up"},
         {"managingOrganization.resolve().name", "Made up"},
         {"%resource.id & '/' & %context.id", "p1/p1"},
         {"deceased.extension.value", "unknown"},
         {"deceased.exists() and deceased.hasValue().not()", "true"}});
}

TEST_CASE("collections are filtered, projected, combined and compared", "[fhirpath][collections]") {
  check({{"name.where(use = 'official').given.last()", "Anna"},
         {"name.where($index = 1).given", "Lot"},
         {"name.select(given.count())", "2 | 1 | 1"},
         {"name.given.distinct()", "Lotte | Anna | Lot"},
         {"name.given.isDistinct()", "false"},
         {"name.given | name.family", "Lotte | Anna | Lot | Maes | Wouters"},
         {"name.given.combine('x').count()", "5"},
         {"(1 | 2 | 3).intersect(2 | 3 | 4)", "2 | 3"},
         {"(1 | 2 | 3).exclude(2)", "1 | 3"},
         {"name.given.skip(1).take(2)", "Anna | Lot"},
         {"name.tail().given.first()", "Lot"},
         {"name.exists(use = 'usual')", "true"},
         {"name.where(use = 'old').exists()", "false"},
         {"name.all(given.exists())", "true"},
         {"('a' | 'b').subsetOf('a' | 'b' | 'c')", "true"},
         {"{} = 1", ""},
         {"(1 | 2) = (1 | 2)", "true"},
         {"(1 | 2) ~ (2 | 1)", "true"},
         {"name.repeat(given)", "Lotte | Anna | Lot"},
         {"(3 | 1 | 2).sort()", "1 | 2 | 3"},
         {"(3 | 1 | 2).sort($this desc)", "3 | 2 | 1"},
         {"name.sort(family desc, given.first() asc).given.first()", "Lotte"},
         {"(true | false).sort()", "false | true"},
         {"(@2024-02 | @2024 | @2024-01-05 | @2023-12-31T09:00:00Z).sort()",
          "2023-12-31T09:00:00Z | 2024 | 2024-01-05 | 2024-02"},
         {"(1 'kg' | 1 's').sort()", "error execution 18: sort(): the keys cannot be compared with each other"},
         {"name.sort(-given.first()).given.first()", "Lotte"},
         {"(1 | 2 | 3 | 4).aggregate($this + $total, 0)", "10"},
         {"coalesce({}, name.family, 'x')", "Maes | Wouters"},
         {"iif(gender = 'male', 'M', 'F')", "F"},
         {"defineVariable('g', name.first()).select(%g.family & '-' & id)", "Maes-p1"}});
}

TEST_CASE("primitives are equivalent as their values are", "[fhirpath][collections]") {
  const test::Subject subject(
      R"({"resourceType":"Patient","name":[{"given":["A","a","B",null,null],"_given":[{"id":"1"},{"id":"2"},{"id":"3"},)"
      R"({"id":"4"},{"id":"5"}]}]})");
  for (const Row& row : std::vector<Row>{{"name.given[0] ~ name.given[1]", "true"},
                                         {"name.given[0] ~ name.given[2]", "false"},
                                         {"name.given[0] ~ name.given[3]", "false"},
                                         {"name.given[3] ~ name.given[4]", "true"},
                                         {"name.given[3] = name.given[4]", "false"}}) {
    INFO(row.expression);
    CHECK(subject.evaluate(row.expression) == row.expected);
  }
}

TEST_CASE("numbers are exact and quantities know their units", "[fhirpath][math]") {
  check({{"0.1 + 0.2 = 0.3", "true"},
         {"1.20 + 1.3", "2.50"},
         {"1 / 8", "0.125"},
         {"7 div 2", "3"},
         {"-7 mod 3", "-1"},
         {"5 / 0", ""},
         {"2.power(10)", "1024"},
         {"16.sqrt()", "4"},
         {"2147483647 + 1", "error execution 12: operator '+': overflow"},
         {"2147483648 + 1", "2147483649"},
         {"1 'kg' = 1000 'g'", "true"},
         {"4 'g' > 3999 'mg'", "true"},
         {"1 'cm' = 1 's'", "false"},
         {"1 'cm' = 1 'parsec'", ""},
         {"1 'cm' = 1 year", ""},
         {"1 'cm' < 1 's'", ""},
         {"20 'Cel' + 1 'Cel'", ""},
         {"20 'Cel' * 2", ""},
         {"(20 'Cel' | 22 'Cel').avg()", "21 'Cel'"},
         {"5 '1' mod 2", "1"},
         {"7 'g/g' div 2", "3"},
         {"5 'kg' mod 2 'kg'",
          "error execution 8: operator 'mod' cannot be applied to System.Quantity and System.Quantity"},
         {"0.0.highBoundary(0)", "1"},
         {"0.0034.highBoundary(1)", "0.0"},
         {"7 days = 1 week", "true"},
         {"1 year = 1 'a'", ""},
         {"1 year ~ 1 'a'", "true"},
         {"(1 'km' + 5 'm').toString()", "1005 'm'"},
         {"10 'm' / 2 's'", "5 'm.s-1'"},
         {"extension.value.ofType(Quantity) > 3400 'g'", "true"},
         {"1.587.lowBoundary(2)", "1.58"},
         {"1.587.highBoundary()", "1.58750000"},
         {"10L.toQuantity()", ""},
         {"10.toQuantity()", "10 '1'"},
         {"1.exp()", "2.718281828459045235360287471"},
         {"10.ln()", "2.302585092994045684017991455"},
         {"1000.log(10)", "3"},
         {"2.sqrt()", "1.414213562373095048801688724"},
         {"2.25.power(0.5)", "1.5"},
         {"2.power(-2)", "0.25"},
         {"(-2).power(-3)", "-0.125"},
         {"1.01.power(100)", "2.704813829421526093267194711"},
         {"(-1).ln()", ""},
         {"100.exp()", "error execution 5: exp(): overflow"},
         {"(-100).exp()", "0"},
         {"10.power(400)", "error execution 4: power(): overflow"},
         {"(1 | 2.5 | 3).sum()", "6.5"}});
}

TEST_CASE("partial dates compare as far as their precision goes", "[fhirpath][dates]") {
  check({{"birthDate < @1990", "true"},
         {"@2024-01 < @2024-01-15", ""},
         {"@2024-01 < @2024-02-15", "true"},
         {"@2024-01-01T10:00Z = @2024-01-01T12:00+02:00", "true"},
         {"@2024-01-01T10:00Z = @2024-01-01T10:00", ""},
         {"@2024-01-01T10:00Z < @2024-01-03T10:00", "true"},
         {"@2024-01-31 + 1 month", "2024-02-29"},
         {"@2024-02-29 + 1 year", "2025-02-28"},
         {"@2024 + 18 months", "2025"},
         {"@T23:30 + 45 minutes", "00:15"},
         {"@2024-01-01 + 1 'mo'",
          "error execution 13: operator '+': 'mo' is no calendar duration that can be added to a date or time"},
         {"@2024-03-01T10:20:30.4+01:00.timezoneOffsetOf()", "1.0"},
         {"birthDate.yearOf() + 18", "2003"},
         {"@2014.highBoundary(8)", "2014-12-31"}});
}

TEST_CASE("text is counted in code points and matched in linear time", "[fhirpath][strings]") {
  check({{"'caf\\u00e9'.length()", "4"},
         {"'caf\\u00e9s'.substring(3, 1)", "\xC3\xA9"},
         {"'\xF0\x9F\x98\x80x'.indexOf('x')", "1"},
         {"'\xC3\xA9'.upper()", "\xC3\x89"},
         {"'abc'.replace('', '-')", "-a-b-c-"},
         {"'2024-05'.replaceMatches('(?<y>\\\\d+)-(?<m>\\\\d+)', '${m}/${y}')", "05/2024"},
         {"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')", "false"},
         {"'a,b'.split(',').join('+')", "a+b"},
         {"'a' & {} & 'b'", "ab"},
         {"'a' & 1", "error execution 5: operator '&': expected String, found System.Integer"},
         {"'a' & birthDate", "a1985-03-01"},
         {"deceased.convertsToBoolean()", "false"},
         {"{}.convertsToBoolean()", ""},
         {"'a\"b'.escape('json')", "a\\\"b"},
         {"'Lot'.encode('hex').decode('hex')", "Lot"},
         {"'abc'.decode('hex')", "error execution 7: decode(): the text is not in the format 'hex'"},
         {"'a b'.decode('base64')", "error execution 7: decode(): the text is not in the format 'base64'"},
         {"'/w=='.decode('base64')", "error execution 8: decode(): the bytes are no text in UTF-8"},
         {"'\\\\ud83d\\\\ude00'.unescape('json')", "\xF0\x9F\x98\x80"},
         {"'\\\\ud83d'.unescape('json')", "error execution 11: unescape(): the text is not in the format 'json'"},
         {"'x'.encode('rot13')", ""},
         {"'\xC2\xA0 x\xE2\x80\x83'.trim()", "x"},
         {"'a\xC2\xA0\x62' ~ 'A B'", "true"},
         {"birthDate.join(',')", "1985-03-01"},
         {"'x'.matches('(')",
          "error not supported 13: matches(): not a regular expression that runs in linear time (RE2): missing ): ("},
         {"'\\u12 \\q'", "u12 q"},
         {"`n\\ame`.exists()", "true"},
         {"'Zo\xC3\xAB' ~ 'ZO\xC3\x8B'", "true"}});
}

TEST_CASE("types follow FHIR's inheritance and System's names", "[fhirpath][types]") {
  check({{"gender is code", "true"},
         {"gender is string", "true"},
         {"gender is String", "false"},
         {"gender.ofType(System.String) = 'female'", "true"},
         {"gender as System.String", ""},
         {"1 is System.Patient", "false"},
         {"1 as System.Patient", "error semantic 6: there is no type 'System.Patient'; did you mean 'Patient'?"},
         {"elementDefinition().path", "Patient"},
         {"name.first().elementDefinition().path", "Patient.name"},
         {"1 is Integer", "true"},
         {"1 is System.Decimal", "false"},
         {"%resource is DomainResource", "true"},
         {"name.first().type().name", "HumanName"},
         {"name.ofType(HumanName).count()", "3"},
         {"name.as(HumanName)", "error execution 6: 'as' casts a single item, not 3; ofType() filters"},
         {"'12'.toInteger() + 1", "13"},
         {"'1.5'.convertsToInteger()", "false"},
         {"'3 \\'mg\\''.toQuantity().unit", "mg"},
         {"true.toString()", "true"}});
}

TEST_CASE("errors say where and what was expected", "[fhirpath][errors]") {
  check({{"name.", "error syntax 6: expected the name of an element or function after '.', found the end"},
         {"name.where(", "error syntax 12: expected an expression, found the end"},
         {"(1 + 2", "error syntax 7: expected ')', found the end"},
         {"'abc", "error syntax 1: text without end: expected '"},
         {"1 + # 2", "error syntax 5: unexpected character"},
         {"@2024-13",
          "error syntax 1: this is no date or time: expected @YYYY-MM-DD, @YYYY-MM-DDThh:mm:ss or @Thh:mm:ss"},
         {"name.foo()", "error semantic 6: there is no function foo()"},
         {"iif('x', 1, 2)", "error semantic 5: iif() needs a Boolean to decide on, not System.String"},
         {"iif(name.count(), 1, 2)", "error semantic 9: iif() needs a Boolean to decide on, not System.Integer"},
         {"iif(gender, 1, 2)", "1"},
         {"iif(active, 1, 2)", "1"},
         {"name.frist()", "error semantic 6: there is no function frist(); did you mean 'first()'?"},
         {"gender is Strng", "error semantic 11: there is no type 'Strng'; did you mean 'String'?"},
         {"%resources", "error semantic 1: no variable %resources is defined here; did you mean '%resource'?"},
         {"gender == 'female'", "error syntax 8: there is no operator '==': write '='"},
         {"active && active", "error syntax 8: there is no operator '&&': write 'and'"},
         {"!active", "error syntax 1: there is no operator '!': write .not() after the expression"},
         {"gender = \"female\"", "error syntax 10: unexpected character: text stands in single quotes, '...'"},
         {"name.where()", "error semantic 6: where() takes 1 argument, found 0"},
         {"%nobody", "error semantic 1: no variable %nobody is defined here"},
         {"gender is Foo", "error semantic 11: there is no type 'Foo'"},
         {"multipleBirthInteger",
          "error semantic 1: 'multipleBirthInteger' is not the name of an element: the choice is 'multipleBirth' "
          "(FHIR.Patient), its type is asked with ofType()"},
         {"maritalStatus.startsWith('M')", "error semantic 15: startsWith() cannot be applied to FHIR.CodeableConcept"},
         {"(multipleBirth as integer).unit", "error semantic 28: FHIR.integer has no element 'unit'"},
         {"multipleBirth.ofType(boolean)", ""},
         {"@2024-01-01 + 7",
          "error semantic 13: operator '+' cannot be applied to System.Date and System.Integer: a date or time needs a "
          "quantity with a unit"},
         {"name.single()", "error execution 6: single(): the input has 3 items"},
         {"name < 1", "error execution 6: operator '<' compares single items, not 3 with 1"},
         {"gender < 1", "error execution 8: operator '<' cannot compare System.String with System.Integer"},
         {"gender.memberOf('https://schakel.example/x')",
          "error not supported 8: memberOf(): not supported: the value set cannot be judged here"},
         {"%terminologies", "error not supported 1: %terminologies is not supported"}});
}

TEST_CASE("a strict compilation names type and element", "[fhirpath][errors]") {
  auto options = patient().options();
  options.strict = true;
  const auto strict = [&](std::string_view e) { return patient().evaluate(e, options, patient().environment()); };
  CHECK(strict("name.givn") == "error semantic 6: FHIR.HumanName has no element 'givn'; did you mean 'given'?");
  CHECK(strict("birthdate") == "error semantic 1: FHIR.Patient has no element 'birthdate'; did you mean 'birthDate'?");
  CHECK(strict("active = TRUE") == "error semantic 10: FHIR.Patient has no element 'TRUE'; did you mean 'true'?");
  CHECK(strict("gender = female") ==
        "error semantic 10: FHIR.Patient has no element 'female'; if it is text, it stands in single quotes");
  CHECK(strict("name.count") ==
        "error semantic 6: FHIR.HumanName has no element 'count'; the function is written count()");
  CHECK(strict("name.xyz") == "error semantic 6: FHIR.HumanName has no element 'xyz'");
  CHECK(strict("multipleBirth.ofType(Integer)") ==
        "error semantic 15: FHIR.boolean | FHIR.integer is never System.Integer; did you mean 'integer'?");
  CHECK(strict("multipleBirth.ofType(integer)") == "2");
  CHECK(strict("gender.ofType(System.String)") == "female");
  CHECK(strict("contained.ofType(Organization).name") == "Made up");
  CHECK(strict("Encounter.status") == "error semantic 1: the focus is FHIR.Patient, not Encounter");
  CHECK(strict("gender + 1") == "error semantic 8: operator '+' cannot be applied to FHIR.code and System.Integer");
  CHECK(strict("name.given.first()") == "Lotte");
  CHECK(strict("name.family.upper()") ==
        "error semantic 13: upper() works on a single item, but there may be several here");
  CHECK(strict("name.family.first().upper()") == "MAES");
  CHECK(strict("name.family & 'x'") ==
        "error semantic 13: operator '&' works on single items, but there may be several here");
  CHECK(strict("name.select(family & '!')") == "Maes! | ! | Wouters!");
  options.check_ordered = true;
  CHECK(strict("children().first()") ==
        "error semantic 12: first() needs an ordered collection; the order of this one is not defined");
}

TEST_CASE("hostile expressions end by a limit", "[fhirpath][limits]") {
  CHECK(patient().evaluate("(1|2|3|4|5|6|7|8|9).repeatAll($this | $this + 1)").substr(0, 16) == "error too costly");
  const std::string all = "descendants()";
  CHECK(
      patient()
          .evaluate(all + ".select(%resource." + all + ").select(%resource." + all + ").select(%resource." + all + ")")
          .substr(0, 16) == "error too costly");
  std::string doubling = "defineVariable('v0', name)";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "%v" + std::to_string(i - 1);
    doubling += ".defineVariable('v" + std::to_string(i) + "', " + before + ".combine(" + before + "))";
  }
  CHECK(patient().evaluate(doubling + ".select(%v59)").substr(0, 16) == "error too costly");
  CHECK(patient().evaluate(std::string(5000, '(')).substr(0, 16) == "error too costly");
  std::string chain = "name";
  for (int i = 0; i < 5000; ++i) chain += ".given";
  CHECK(patient().evaluate(chain).substr(0, 16) == "error too costly");
}
