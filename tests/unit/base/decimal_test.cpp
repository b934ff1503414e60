#include "base/decimal.h"

#include <catch2/catch.hpp>

namespace schakel {

TEST_CASE("decimals keep their digits through text", "[decimal]") {
  for (const char* text : {"0", "1.50", "-3", "0.0063", "12345678901234567890123456789012345678", "-0.10"}) {
    const auto value = parse_decimal(text);
    REQUIRE(value.has_value());
    CHECK(to_text(*value) == text);
  }
  CHECK(to_text(*parse_decimal("1e-7")) == "0.0000001");
  CHECK(to_text(*parse_decimal("1.5E+3")) == "1500");
  CHECK(to_text(*parse_decimal("6.02e23")) == "602000000000000000000000");
}

TEST_CASE("what is no decimal is none", "[decimal]") {
  for (const char* text :
       {"", "-", ".", "1.", ".5", "1.2.3", "1e", "e5", "1x", " 1", "NaN", "123456789012345678901234567890123456789"}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text).has_value());
  }
}

}  // namespace schakel
