// What host languages use: prefixes, variables, functions of their own, leniences; and what a program looks like.

#include "fhirpath/collection.h"
#include "unit/fhirpath/subject.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhirpath;
using test::patient;

namespace {

bool twice(std::span<const Value> focus, std::span<const std::span<const Value>> arguments, Collection& out,
           Error& error) {
  if (arguments.size() != 1 || arguments[0].size() != 1 || arguments[0][0].type != ValueType::string) {
    error.message = "twice() needs a text";
    return false;
  }
  for (const Value& v : focus) out.push_string(to_text(v) + std::string(arguments[0][0].text) + to_text(v));
  return true;
}

}  // namespace

TEST_CASE("an expression ends where the host language goes on", "[fhirpath][host]") {
  const auto used = [](std::string_view text) {
    std::size_t n = 0;
    const auto program = compile_prefix(text, {}, n);
    return program ? std::string(text.substr(0, n)) : "error";
  };
  CHECK(used("x = 'a' -> tgt.y") == "x = 'a'");
  CHECK(used("(src.value) as v, x") == "(src.value) as v");
  CHECK(used("a.b, c)") == "a.b");
  CHECK(used("name.exists() then foo(a)") == "name.exists()");
  CHECK(used("x > 1 \"rule name\";") == "x > 1");
  CHECK(used("a = \"double\" log 'x'") == "a = \"double\"");
  CHECK(used("-> nothing") == "error");
}

TEST_CASE("variables, bare names and functions of the host are found", "[fhirpath][host]") {
  const std::string_view names[] = {"limit"};
  const Value limit[] = {Value::of_integer(3)};
  const fhirpath::Variable variables[] = {{"limit", limit}};
  auto options = patient().options();
  auto environment = patient().environment();
  options.variables = names;
  environment.variables = variables;
  CHECK(patient().evaluate("name.count() = %limit", options, environment) == "true");
  CHECK(patient().evaluate("limit", options, environment).empty());
  options.bare_variables = true;
  CHECK(patient().evaluate("name.where(given.count() < limit).count()", options, environment) == "3");
  CHECK(patient().evaluate("%unknown", options, environment).empty());
  CHECK(patient().evaluate("gender.value", options, environment) == "female");
  const ExtraFunction functions[] = {{"twice", 1, 1, twice, "System.String"}};
  options.functions = functions;
  CHECK(patient().evaluate("name.family.twice('+')", options, environment) == "Maes+Maes | Wouters+Wouters");
  CHECK(patient().evaluate("name.family.twice(1)", options, environment) == "error execution 13: twice() needs a text");
  CHECK(patient().evaluate("name.family.twice()", options, environment) ==
        "error semantic 13: twice() takes 1 argument, found 0");
}

TEST_CASE("a bare name that no variable has is a plain path", "[fhirpath][host]") {
  const std::string_view names[] = {"limit", "use"};
  auto options = patient().options();
  options.variables = names;
  options.bare_variables = true;
  const auto program = compile("name.family", options);
  REQUIRE(program);
  CHECK(to_json(**program).find(R"("program":{"op":"path","steps":["name","family"]})") != std::string::npos);
  const Value use[] = {Value::of_string("official")};
  const fhirpath::Variable variables[] = {{"use", use}};
  auto environment = patient().environment();
  environment.variables = variables;
  // In another place than the compiler was told.
  CHECK(patient().evaluate("name.where(%use = use).count() = name.where(use = 'official').count()", options,
                           environment) == "true");
  CHECK(patient().evaluate("%limit", options, environment).empty());
}

TEST_CASE("the first of combined paths is that of the first path that has one", "[fhirpath][host]") {
  CHECK(patient().evaluate("photo.combine(name.family).combine(gender).first()") ==
        patient().evaluate("name.family.first()"));
  CHECK(patient().evaluate("photo.combine(contact.photo).first()").empty());
  // What fails further on fails still.
  CHECK(patient().evaluate("name.family.combine(name.given.single()).first()").substr(0, 5) == "error");
}

TEST_CASE("a function of the host may tell whether it would give anything", "[fhirpath][host]") {
  static int applied = 0;
  const auto apply = [](std::span<const Value> focus, std::span<const std::span<const Value>> /*arguments*/,
                        fhirpath::Collection& out, fhirpath::Error& /*error*/) {
    ++applied;
    for (const Value& v : focus) out.push(v);
    return true;
  };
  const auto any = [](std::span<const Value> focus, std::span<const std::span<const Value>> /*arguments*/,
                      fhirpath::Scratch& /*scratch*/) { return !focus.empty(); };
  const ExtraFunction functions[] = {{"same", 0, 1, apply, "", any}};
  auto options = patient().options();
  options.functions = functions;
  const auto environment = patient().environment();
  CHECK(patient().evaluate("name.same().exists() and photo.same().empty()", options, environment) == "true");
  CHECK(applied == 0);
  CHECK(patient().evaluate("name.same(gender).count() = name.count()", options, environment) == "true");
  CHECK(applied == 1);
}

TEST_CASE("careless expressions are taken where the caller says so", "[fhirpath][host]") {
  auto options = patient().options();
  options.typed_choice_names = true;
  CHECK(patient().evaluate("multipleBirthInteger = 2", options, patient().environment()) == "true");
  options.as_filters = true;
  CHECK(patient().evaluate("descendants().as(code)", options, patient().environment()) ==
        "female | official | usual | phone | kg | M | unknown");
}

TEST_CASE("now is the clock's, in the caller's zone", "[fhirpath][host]") {
  const ManualClock clock;
  auto environment = patient().environment();
  environment.clock = &clock;
  environment.zone_minutes = 60;
  CHECK(patient().evaluate("now()", patient().options(), environment) == "2026-01-01T01:00:00.000+01:00");
  CHECK(patient().evaluate("today() | timeOfDay()", patient().options(), environment) == "2026-01-01 | 01:00:00.000");
  environment.zone_minutes = -60;
  CHECK(patient().evaluate("today()", patient().options(), environment) == "2025-12-31");
}

TEST_CASE("plain JSON is walked by its names", "[fhirpath][host]") {
  const test::Subject plain(R"({"a":[{"b":1},{"b":[2,3]},{"b":null}],"value":"x","n":1.50})", false);
  CHECK(plain.evaluate("a.b") == "1 | 2 | 3");
  CHECK(plain.evaluate("a.where(b > 1 or b.count() > 1).count()").substr(0, 15) == "error execution");
  CHECK(plain.evaluate("a[1].b.last() + 1") == "4");
  CHECK(plain.evaluate("n.toString()") == "1.50");
  CHECK(plain.evaluate("n is Decimal") == "true");
}

TEST_CASE("a program prints as stable JSON", "[fhirpath][program]") {
  const auto program =
      compile("name.where(use = 'official').exists() implies gender in ('male' | 'female')", patient().options());
  REQUIRE(program);
  CHECK(
      to_json(**program) ==
      R"json({"version":1,"expression":"name.where(use = 'official').exists() implies gender in ('male' | 'female')","result":"System.Boolean",)json"
      R"json("program":{"op":"implies","arguments":[{"op":"exists","input":{"op":"path","steps":["name"]},"arguments":[{"op":"=","arguments":[)json"
      R"json({"op":"path","steps":["use"]},{"op":"literal","type":"System.String","value":"official"}]}]},{"op":"in","arguments":[)json"
      R"json({"op":"path","steps":["gender"]},{"op":"|","constants":["male","female"],"arguments":[{"op":"literal","type":"System.String","value":"male"},)json"
      R"json({"op":"literal","type":"System.String","value":"female"}]}]}]}})json");
}

TEST_CASE("an invariant's truth is no, yes or empty", "[fhirpath][program]") {
  Evaluator evaluator(patient().definitions);
  const auto truth = [&](std::string_view expression) {
    const auto program = compile(expression, patient().options());
    REQUIRE(program);
    return *evaluator.test(**program, patient().environment());
  };
  CHECK(truth("name.exists()") == Evaluator::Truth::yes);
  CHECK(truth("name.empty()") == Evaluator::Truth::no);
  CHECK(truth("photo.title = 'x'") == Evaluator::Truth::empty);
  CHECK(truth("gender") == Evaluator::Truth::yes);
}

namespace {

struct Steps final : fhirpath::Trace {
  std::vector<std::string> seen;
  void report(std::string_view name, std::span<const fhirpath::Value> values) override {
    seen.push_back("trace " + std::string(name) + " " + std::to_string(values.size()));
  }
  void step(const fhirpath::TraceStep& s) override {
    std::string line = std::to_string(s.column) + " " + std::string(s.depth, '>') + std::string(s.text) + " ->";
    for (const fhirpath::Value& v : s.values) line += " " + fhirpath::to_text(v);
    seen.push_back(line);
  }
};

}  // namespace

TEST_CASE("a trace tells each part, its place, its nesting and what it gave", "[fhirpath][trace]") {
  Steps steps;
  auto options = test::patient().options();
  options.trace = true;
  auto environment = test::patient().environment();
  environment.trace = &steps;
  CHECK(test::patient().evaluate("telecom.where(system = 'phone').value.trace('v')", options, environment) ==
        "+32 2 555 01 01");
  CHECK(steps.seen == std::vector<std::string>{"1 telecom -> ", "15 >system -> phone", "22 >system = 'phone' -> true",
                                               "9 telecom.where(system = 'phone') -> ",
                                               "33 telecom.where(system = 'phone').value -> +32 2 555 01 01",
                                               "trace v 1",
                                               "39 telecom.where(system = 'phone').value.trace('v') -> "
                                               "+32 2 555 01 01"});
}
