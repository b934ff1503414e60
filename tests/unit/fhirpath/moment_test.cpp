#include "fhirpath/moment.h"

#include <catch2/catch.hpp>

using namespace schakel::fhirpath;

TEST_CASE("moments are read with their precision and written back", "[fhirpath][moment]") {
  Moment m;
  for (const auto* text :
       {"2024", "2024-02", "2024-02-29", "2024-02-29T10", "2024-02-29T10:11:12.013+02:00", "2024-02-29T10:11Z"}) {
    REQUIRE(parse_moment(text, ValueType::date_time, m));
    CHECK(to_text(m) == text);
  }
  for (const auto* text : {"", "24", "2024-13", "2023-02-29", "2024-02-29T24", "2024-02-29T10:60", "2024-02T10",
                           "2024-02-29T10:11+15:00", "2024-02-29x"}) {
    CHECK_FALSE(parse_moment(text, ValueType::date_time, m));
  }
  CHECK_FALSE(parse_moment("2024-02-29T10:11", ValueType::date, m));
}
