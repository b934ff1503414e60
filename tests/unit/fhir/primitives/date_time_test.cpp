#include "fhir/primitives/date_time.h"

#include <catch2/catch.hpp>

using namespace schakel::fhir;

TEST_CASE("dates keep their precision", "[fhir][primitives]") {
  CHECK(parse_date("2026")->precision == Precision::year);
  CHECK(parse_date("2026-11")->precision == Precision::month);
  const auto day = parse_date("2024-02-29");
  REQUIRE(day);
  CHECK(day->precision == Precision::day);
  CHECK(day->day == 29);
}

TEST_CASE("dates follow the calendar", "[fhir][primitives]") {
  for (const char* bad :
       {"0000", "2026-00", "2026-13", "2026-02-29", "1900-02-29", "2026-04-31", "2026-1-1", "26", "2026-", "2026-11-",
        "20261122", "2026-11-22 ", " 2026", "2026-11-22T10:00:00Z", "+2026", ""}) {
    INFO(bad);
    CHECK_FALSE(is_date(bad));
  }
  CHECK(is_date("2000-02-29"));
}

TEST_CASE("a dateTime with a time needs seconds and a zone", "[fhir][primitives]") {
  for (const char* good :
       {"2026", "2026-11", "2026-11-22", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00.5+01:00", "2026-11-22T23:59:60Z",
        "2026-11-22T00:00:00-14:00", "2026-11-22T10:00:00.123456789+14:00"}) {
    INFO(good);
    CHECK(is_date_time(good));
  }
  for (const char* bad :
       {"2026-11-22T10:00:00", "2026-11-22T10:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
        "2026-11-22T10:00:61Z", "2026-11T10:00:00Z", "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00+14:01",
        "2026-11-22T10:00:00+1:00", "2026-11-22T10:00:00z", "2026-11-22 10:00:00Z", "2026-11-22T10:00:00Z "}) {
    INFO(bad);
    CHECK_FALSE(is_date_time(bad));
  }
  const auto without_zone = parse_date_time("2026-11-22T10:00:00");
  REQUIRE(without_zone);
  CHECK_FALSE(without_zone->offset_minutes);
}

TEST_CASE("an instant is complete, a time stands alone", "[fhir][primitives]") {
  CHECK(is_instant("2026-11-22T10:00:00.000+01:00"));
  CHECK_FALSE(is_instant("2026-11-22"));
  CHECK_FALSE(is_instant("2026-11-22T10:00:00"));
  CHECK(parse_instant("2026-11-22T10:00:00-05:30")->offset_minutes == -330);
  CHECK(is_time("13:28:17"));
  CHECK(is_time("13:28:17.239"));
  CHECK_FALSE(is_time("13:28"));
  CHECK_FALSE(is_time("13:28:17Z"));
  CHECK_FALSE(is_time("24:00:00"));
}
