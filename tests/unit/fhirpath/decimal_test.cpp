#include "fhirpath/decimal.h"

#include <catch2/catch.hpp>

using namespace schakel::fhirpath;
using schakel::Decimal;

namespace {
Decimal d(std::string_view text) {
  Decimal out;
  REQUIRE(parse_decimal(text, out));
  return out;
}
}  // namespace

TEST_CASE("decimals keep the digits they were written with", "[fhirpath][decimal]") {
  for (const auto* text : {"0", "1.50", "-0.010", "12345678901234567890.123", "0.00000001"})
    CHECK(to_text(d(text)) == text);
  CHECK(to_text(d("1.2e3")) == "1200");
  CHECK(to_text(d("12e-4")) == "0.0012");
  Decimal out;
  for (const auto* text : {"", "+", ".5", "5.", "1e", "abc", "1.2.3", "123456789012345678901234567890123456789012"})
    CHECK_FALSE(parse_decimal(text, out));
}

TEST_CASE("decimal arithmetic is exact and reports overflow", "[fhirpath][decimal]") {
  Decimal out;
  REQUIRE(add(d("0.1"), d("0.2"), out));
  CHECK(to_text(out) == "0.3");
  REQUIRE(multiply(d("1.20"), d("3"), out));
  CHECK(to_text(out) == "3.60");
  REQUIRE(divide(d("1"), d("8"), out));
  CHECK(to_text(out) == "0.125");
  REQUIRE(divide(d("2"), d("3"), out));
  CHECK(to_text(out) == "0.6666666666666666666666666667");
  CHECK_FALSE(multiply(d("12345678901234567890123456789"), d("12345678901234567890123456789"), out));
  CHECK(compare(d("1.0"), d("1.00")) == 0);
  CHECK(compare(d("-1.1"), d("-1.09")) == -1);
}

TEST_CASE("decimals round half away from zero", "[fhirpath][decimal]") {
  Decimal out;
  REQUIRE(round_to(d("3.14159"), 3, out));
  CHECK(to_text(out) == "3.142");
  REQUIRE(round_to(d("-1.5"), 0, out));
  CHECK(to_text(out) == "-2");
  std::int64_t n = 0;
  REQUIRE(to_integer(d("-2.1"), Direction::down, n));
  CHECK(n == -3);
  REQUIRE(to_integer(d("2.1"), Direction::up, n));
  CHECK(n == 3);
}

TEST_CASE("roots, exponentials and logarithms have 28 right digits", "[fhirpath][decimal]") {
  Decimal out;
  REQUIRE(square_root(d("3"), out));
  CHECK(to_text(out) == "1.732050807568877293527446342");
  REQUIRE(square_root(d("0.00000000000000000000000000000000000004"), out));
  CHECK(to_text(out) == "0.0000000000000000002");
  REQUIRE(square_root(d("0"), out));
  CHECK(to_text(out) == "0");
  REQUIRE(exponential(d("-87.5"), out));
  CHECK(to_text(out) == "0.00000000000000000000000000000000000001");
  REQUIRE(exponential(d("87"), out));
  CHECK(to_text(out) == "60760302250568721495223289381302760753");
  REQUIRE(logarithm(d("0.99999999999999999999999999999999999999"), out));
  CHECK(to_text(out) == "-0.00000000000000000000000000000000000001");
  REQUIRE(logarithm(d("99999999999999999999999999999999999999"), out));
  CHECK(to_text(out) == "87.49823353377373599268367528");
  REQUIRE(logarithm(d("0.5"), d("2"), out));
  CHECK(to_text(out) == "-1");
  REQUIRE(power(d("0.5"), d("-1.5"), out));
  CHECK(to_text(out) == "2.828427124746190097603377448");
  CHECK_FALSE(exponential(d("88"), out));
  CHECK_FALSE(square_root(d("-1"), out));
  CHECK_FALSE(logarithm(d("0"), out));
  CHECK_FALSE(logarithm(d("2"), d("1.00"), out));
  CHECK_FALSE(power(d("-8"), d("0.5"), out));
  CHECK_FALSE(power(d("0"), d("-1"), out));
}
