// Hostile expressions end by the limit of steps, time or memory, or by an error, soon and without a crash.

#include "unit/fhirpath/subject.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace schakel;
using test::patient;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// Variables v0, v1 ... each made of two of the one before.
std::string doubling(const std::string& first, const std::string& twice, int times) {
  std::string all = "defineVariable('v0', " + first + ")";
  for (int i = 1; i < times; ++i) {
    std::string value = twice;
    for (std::size_t at = 0; (at = value.find('#', at)) != std::string::npos;)
      value.replace(at, 1, "%v" + std::to_string(i - 1));
    all += ".defineVariable('v" + std::to_string(i) + "', " + value + ")";
  }
  return all + ".select(%v" + std::to_string(times - 1) + ".exists())";
}

struct Hostile {
  const char* what;
  std::string expression;
  const char* answer;  // what the result starts with
};

std::vector<Hostile> hostile() {
  const std::string all = "%resource.descendants()";
  return {
      {"open brackets", repeated("(", 100'000), "error too costly"},
      {"closed brackets", repeated("(", 5'000) + "1" + repeated(")", 5'000), "error too costly"},
      {"signs", repeated("-", 50'000) + "1", "error too costly"},
      {"indexers", "name" + repeated("[0]", 5'000), "error too costly"},
      {"open indexers", repeated("name[", 5'000), "error too costly"},
      {"calls in calls", repeated("iif(true, ", 5'000), "error too costly"},
      {"a long path", "name" + repeated(".given", 5'000), "error too costly"},
      {"operators in a row", "1" + repeated(" + 1", 5'000), "error too costly"},
      {"braces", repeated("{", 10'000), "error syntax"},
      {"a text larger than any expression", "'" + std::string(100'000, 'x') + "'", "error too costly"},
      {"a number of many digits", std::string(50'000, '9'), "error semantic"},
      {"a decimal of many digits", "1." + std::string(50'000, '9'), "error semantic"},
      {"everything times everything", all + ".select(" + all + ").select(" + all + ").select(" + all + ").count()",
       "error too costly"},
      {"repeat() over new numbers", "1.repeat($this + 1).count()", "error too costly"},
      {"repeat() over growing text", "'x'.repeat($this & $this).count()", "error"},
      {"repeatAll() that doubles", "(1 | 2 | 3 | 4).repeatAll($this | $this + 1).count()", "error too costly"},
      {"repeatAll() of itself", "1.repeatAll($this).count()", "error too costly"},
      {"collections that double", doubling("name", "#.combine(#)", 60), "error too costly"},
      {"texts that double", doubling("'0123456789'", "# & #", 60), "error too costly"},
      {"replace() that grows", doubling("'aaaaaaaaaa'", "#.replace('a', #)", 12), "error too costly"},
      {"replaceMatches() that grows", doubling("'aaaaaaaaaa'", "#.replaceMatches('a', '$0$0$0$0$0$0$0$0$0$0')", 12),
       "error too costly"},
      {"encode() that grows", doubling("'aaaaaaaaaa'", "#.encode('hex')", 60), "error too costly"},
      {"join() that grows", doubling("'aaaaaaaaaa'", "(# | 'b').join(#)", 60), "error too costly"},
      {"a pattern that makes others backtrack", "'" + std::string(30'000, 'a') + "!'.matches('^(a+)+(a|a)*$')",
       "false"},
      {"a pattern that grows when compiled", "'a'.matches('((a{1,200}){1,200}){1,200}')", "error not supported"},
      {"a power that overflows", "10.power(1000000000)", "error execution"},
      {"a power of many digits", "1.0000000001.power(2000000000)", "1.22140"},
      {"an exponential that overflows", "2000000000.exp()", "error execution"},
      {"a duration beyond all years", "@2024-01-01 + 2000000000 years", "error execution"},
      {"milliseconds beyond all years", "@2024-01-01T00:00:00Z + 99999999999999999999 milliseconds", "error execution"},
      {"a round() to many digits", "1.5.round(2147483647)", "1.5"},
      {"an index beyond all", "name[2147483647]", ""},
      {"substring() beyond all", "'abc'.substring(2147483647, 2147483647)", ""},
      {"take() beyond all", "name.take(2147483647).count()", "3"},
      {"a sum that overflows", "(9223372036854775807L | 9223372036854775806L).sum()", "error execution"},
      {"all pairs compared",
       "(" + all + " | " + all + ").where(" + all + ".where($this = %resource.name).exists()).count()", ""},
  };
}

}  // namespace

TEST_CASE("hostile expressions end soon, by a limit or an error", "[fhirpath][limits]") {
  for (const Hostile& h : hostile()) {
    INFO(h.what);
    const std::string result = patient().evaluate(h.expression);
    INFO(result.substr(0, 200));
    CHECK(std::string_view(result).starts_with(h.answer));
  }
}

TEST_CASE("an evaluation ends by its limit of time", "[fhirpath][limits]") {
  const auto program =
      fhirpath::compile("1.repeatAll(iif($this > 900000, {}, $this + 1)).count()", patient().options());
  REQUIRE(program);
  fhirpath::Evaluator evaluator(patient().definitions, nullptr, 1'000'000'000'000);
  auto environment = patient().environment();
  environment.time_limit = Milliseconds(0);
  const auto result = evaluator.run(**program, environment);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == fhirpath::ErrorKind::too_costly);
}
