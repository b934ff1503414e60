#include "fhir/primitives/identifiers.h"

#include <catch2/catch.hpp>

#include <cstdio>

using namespace schakel::fhir;

namespace {

// A number made for the test: nobody's.
std::string made_ssin(int yy, int mm, int dd, int counter, bool after_2000) {
  const long long base = ((static_cast<long long>(yy) * 100 + mm) * 100 + dd) * 1000 + counter;
  const long long check = 97 - ((after_2000 ? 2'000'000'000LL : 0LL) + base) % 97;
  char text[32];
  std::snprintf(text, sizeof(text), "%09lld%02lld", base, check);
  return text;
}

}  // namespace

TEST_CASE("a national number's check digits also tell the century", "[fhir][identifiers]") {
  const auto old = parse_ssin(made_ssin(31, 12, 25, 2, false));
  REQUIRE(old);
  CHECK(old->year == 1931);
  CHECK(old->month == 12);
  CHECK(old->day == 25);
  CHECK(old->sex == Sex::female);
  CHECK_FALSE(old->bis);
  const auto young = parse_ssin(made_ssin(15, 3, 7, 1, true));
  REQUIRE(young);
  CHECK(young->year == 2015);
  CHECK(young->sex == Sex::male);
}

TEST_CASE("bis numbers add 20 or 40 to the month", "[fhir][identifiers]") {
  const auto known = parse_ssin(made_ssin(85, 51, 2, 4, false));
  REQUIRE(known);
  CHECK(known->bis);
  CHECK(known->month == 11);
  CHECK(known->sex == Sex::female);
  const auto unknown = parse_ssin(made_ssin(1, 25, 9, 3, true));
  REQUIRE(unknown);
  CHECK(unknown->month == 5);
  CHECK(unknown->sex == Sex::unknown);
}

TEST_CASE("every change of one digit breaks a national number", "[fhir][identifiers]") {
  const std::string good = made_ssin(74, 6, 18, 245, false);
  REQUIRE(is_ssin(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '9' ? '0' : static_cast<char>(bad[i] + 1);
    const auto parsed = parse_ssin(bad);
    // The other century may match by chance only when the change is a multiple of its distance; for this number it is
    // not.
    CHECK_FALSE(parsed);
  }
  CHECK_FALSE(is_ssin(good + "0"));
  CHECK_FALSE(is_ssin(good.substr(1)));
  CHECK_FALSE(is_ssin("98765432101"));
  CHECK_FALSE(is_ssin("7406182A123"));
  CHECK(is_ssin("00000000097"));
}

TEST_CASE("a NIHDI number is checked by modulus 97 or 89", "[fhir][identifiers]") {
  CHECK(is_nihdi("12345625001"));
  CHECK(is_nihdi("79999957"));
  char text[32];
  std::snprintf(text, sizeof(text), "403217%02d401", 89 - 403217 % 89);
  CHECK(is_nihdi(text));
  CHECK(nihdi_key(text).size() == 8);
  CHECK_FALSE(is_nihdi("12345678901"));
  CHECK_FALSE(is_nihdi("79999958"));
  CHECK_FALSE(is_nihdi("799999570"));
}

TEST_CASE("enterprise and eHealth party numbers are checked by modulus 97", "[fhir][identifiers]") {
  CHECK(is_cbe("0123456749"));
  CHECK_FALSE(is_cbe("0123456750"));
  CHECK_FALSE(is_cbe("2123456749"));
  CHECK_FALSE(is_cbe("123456749"));
  CHECK(is_ehp("1990999927"));
  CHECK_FALSE(is_ehp("0123456749"));
  CHECK_FALSE(is_ehp("1990999928"));
}

TEST_CASE("the usual spellings of a number give its digits", "[fhir][identifiers]") {
  CHECK(digits_of("31.12.25-002 80") == "31122500280");
  CHECK(digits_of("1/12345/67/890") == "11234567890");
  CHECK(digits_of("0123.456.749") == "0123456749");
  CHECK(digits_of("BE0123456749").empty());
}
