#include "terminology/ucum.h"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

namespace schakel::terminology::ucum {

namespace {

std::string text(Decimal d) {
  std::string digits;
  for (__int128 rest = d.coefficient < 0 ? -d.coefficient : d.coefficient; rest != 0 || digits.empty(); rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  if (d.scale > 0) {
    while (digits.size() <= static_cast<std::size_t>(d.scale)) digits.insert(0, 1, '0');
    digits.insert(digits.size() - static_cast<std::size_t>(d.scale), 1, '.');
  }
  return (d.coefficient < 0 ? "-" : "") + digits;
}

std::string converted(Decimal value, const char* from, const char* to) {
  const auto result = convert(value, **parse(from), **parse(to));
  return result ? text(*result) : result.error().message;
}

}  // namespace

TEST_CASE("codes are accepted or refused with the place and what was expected", "[ucum]") {
  for (const char* code :
       {"m",   "mg/dL",       "/m",       "10*3/uL",           "10*+3/ul", "{e}",         "",
        "1",   "kg{body_wt}", "m[iU]/mL", "4.[pi].10*-7.N/A2", "L/(8.h)",  "[in_i'Hg]",   "dB",
        "Cel", "g.m/s2",      "10^5",     "B[10.nV]",          "%[slope]", "[drp]/{HPF}", "mm[Hg]"}) {
    INFO(code);
    CHECK(is_valid(code));
  }
  const std::vector<std::pair<std::string, std::uint32_t>> wrong{{"m/", 3},      {"rad2{\xE9\x8C\xA0}", 6},
                                                                 {"{|}1", 4},    {"iU", 1},
                                                                 {"g/12h", 5},   {"ug(8.h)", 3},
                                                                 {"cm[H20]", 1}, {"(m", 3},
                                                                 {"m)", 2},      {"m{a", 2},
                                                                 {"m-", 3},      {"kCel2m", 6},
                                                                 {"0", 1},       {"k[ft_i]", 1},
                                                                 {"m..s", 3},    {"MM", 1}};
  for (const auto& [code, column] : wrong) {
    INFO(code);
    const auto unit = parse(code);
    REQUIRE_FALSE(unit.has_value());
    CHECK(unit.error().column == column);
    CHECK(unit.error().message.find("expected") != std::string::npos);
  }
}

TEST_CASE("conversions between units of one dimension are exact", "[ucum]") {
  CHECK(converted({63, 1}, "mm", "m") == "0.0063");
  CHECK(converted({63, 1}, "s.mm-2", "s.m-2") == "6300000");
  CHECK(converted({63, 1}, "s/m.mg", "s.m-1.g") == "0.0063");
  CHECK(converted({630, 2}, "[in_i]", "m") == "0.16002");
  CHECK(converted({1, 0}, "[ly]", "cm") == "946073047258080000");
  CHECK(converted({1, 0}, "[mi_i]", "[ft_i]") == "5280");
  CHECK(converted({1, 0}, "a_j", "mo_j") == "12");
  CHECK(converted({1, 0}, "d", "wk") == "0.1428571428571428571428571429");
  CHECK(converted({180, 0}, "deg", "[pi].rad") == "1");
  CHECK(converted({5, 0}, "%", "1") == "0.05");
  CHECK(converted({2, 0}, "g{a}", "mg{b}") == "2000");
  CHECK(converted({1, 0}, "m", "g") == "units of the same dimension were expected");
  CHECK(converted({1, 0}, "[iU]", "[arb'U]") == "units of the same dimension were expected");
  CHECK(converted({1, 0}, "k[iU]/L", "[iU]/mL") == "1");
}

TEST_CASE("special units convert through their function", "[ucum]") {
  CHECK(converted({37, 0}, "Cel", "[degF]") == "98.6");
  CHECK(converted({986, 1}, "[degF]", "Cel") == "37");
  CHECK(converted({0, 0}, "K", "Cel") == "-273.15");
  CHECK(converted({1000, 0}, "mCel", "Cel") == "1");
  CHECK(converted({20, 0}, "dB", "1") == "100");
  CHECK(converted({7, 0}, "[pH]", "mol/l") == "0.0000001");
  CHECK(converted({-1, 0}, "mol/l", "[pH]") == "a value was expected for which the special unit is defined");
  CHECK(converted({1, 0}, "Cel/min", "K/min") == "a special unit was expected to stand alone");
}

TEST_CASE("quantities compare across units", "[ucum]") {
  const auto order = [](Decimal a, const char* ua, Decimal b, const char* ub) {
    return *compare(a, **parse(ua), b, **parse(ub));
  };
  CHECK(order({1, 0}, "g", {1000, 0}, "mg") == 0);
  CHECK(order({1, 0}, "g", {999, 0}, "mg") == 1);
  CHECK(order({37, 0}, "Cel", {986, 1}, "[degF]") == 0);
  CHECK(order({360, 0}, "deg", {2, 0}, "[pi].rad") == 0);
  CHECK(order({1, 0}, "[lb_av]", {1, 0}, "kg") == -1);
  CHECK(equivalent(**parse("mL"), **parse("cm3")));
  CHECK(equivalent(**parse("mg{dry}"), **parse("mg")));
  CHECK_FALSE(equivalent(**parse("mg"), **parse("g")));
}

TEST_CASE("products and quotients come out in base units", "[ucum]") {
  const auto product = multiply({2, 0}, **parse("m"), {15, 1}, **parse("g"));
  CHECK(text(product->value) == "3");
  CHECK(product->unit == "g.m");
  const auto quotient = divide({1, 0}, **parse("[lb_av]/h"), {1, 0}, **parse("kg/s"));
  CHECK(quotient->unit == "1");
  CHECK(text(quotient->value).substr(0, 12) == "0.0001259978");
  CHECK_FALSE(divide({1, 0}, **parse("m"), {0, 0}, **parse("s")).has_value());
  CHECK(canonical_code(**parse("N")) == "g.m.s-2");
  const auto newton = canonical({1, 0}, **parse("N"));
  CHECK(text(newton->value) == "1000");
}

TEST_CASE("units have names in words", "[ucum]") {
  CHECK(display_name(**parse("")) == "(unity)");
  CHECK(display_name(**parse("m3.kg-1.s-2")) == "(meter ^ 3) * (kilogram ^ -1) * (second ^ -2)");
  CHECK(display_name(**parse("4.[pi].10*-7.N/A2")) ==
        "4 * (the number pi) * (the number ten for arbitrary powers ^ -7) * (newton) / (ampère ^ 2)");
  CHECK(display_name(**parse("/min")) == "1 / (minute)");
}

TEST_CASE("hostile codes stay within bounds", "[ucum][limits]") {
  CHECK_FALSE(is_valid(std::string(40, '(') + "m" + std::string(40, ')')));
  CHECK(is_valid(std::string(30, '(') + "m" + std::string(30, ')')));
  CHECK_FALSE(is_valid("m99999"));
  CHECK_FALSE(is_valid(std::string(1001, 'm')));
  CHECK(is_valid("km9999.km9999"));
  CHECK_FALSE(convert({1, 0}, **parse("km9999"), **parse("m9999")).has_value());
}

}  // namespace schakel::terminology::ucum
