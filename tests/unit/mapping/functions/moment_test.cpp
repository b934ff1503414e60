#include "mapping/functions/moment.h"

#include <catch2/catch.hpp>

#include <string>

using namespace schakel::mapping;

namespace {

std::string written(std::string_view text, bool date_only = false) {
  const auto moment = parse_moment(text);
  char buffer[48];
  return moment ? std::string(write_moment(*moment, date_only, buffer)) : std::string();
}

}  // namespace

TEST_CASE("v2 times keep their precision", "[mapping][functions]") {
  CHECK(written("2026") == "2026");
  CHECK(written("202611") == "2026-11");
  CHECK(written("20261122") == "2026-11-22");
  CHECK(written("2026112214") == "2026-11-22T14:00:00+01:00");
  CHECK(written("202611221430") == "2026-11-22T14:30:00+01:00");
  CHECK(written("20261122143015") == "2026-11-22T14:30:15+01:00");
  CHECK(written("20261122143015.1234") == "2026-11-22T14:30:15.1234+01:00");
  CHECK(written("20261122143015", true) == "2026-11-22");
}

TEST_CASE("a stated zone counts, else it is Brussels with its summer time", "[mapping][functions]") {
  CHECK(written("202607011430") == "2026-07-01T14:30:00+02:00");
  CHECK(written("20261122143015.1234+0215") == "2026-11-22T14:30:15.1234+02:15");
  CHECK(written("202611221430-0500") == "2026-11-22T14:30:00-05:00");
  CHECK(written("20261122+0100") == "2026-11-22");
  // 25 October 2026: 02:30 comes twice; 29 March 2026: it does not come.
  CHECK(written("202610250230") == "2026-10-25T02:30:00+02:00");
  CHECK(written("202603290230") == "2026-03-29T02:30:00+01:00");
}

TEST_CASE("Belgian and FHIR spellings are read", "[mapping][functions]") {
  CHECK(written("22/11/2026") == "2026-11-22");
  CHECK(written("22-11-2026") == "2026-11-22");
  CHECK(written("22.11.2026 14:30") == "2026-11-22T14:30:00+01:00");
  CHECK(written("2026-11-22") == "2026-11-22");
  CHECK(written("2026-11") == "2026-11");
  CHECK(written("2026-11-22T14:30:15Z") == "2026-11-22T14:30:15+00:00");
  CHECK(written(" 20261122 ") == "2026-11-22");
}

TEST_CASE("what is no date of the calendar is nothing", "[mapping][functions]") {
  for (const char* text : {"", "20260230", "20261301", "20260229", "00000000", "20260022", "2026110012", "202602301200",
                           "31/04/2026", "1/1/2026", "yesterday", "20261122 x", "202611221", "2026-11-221"}) {
    CHECK(written(text).empty());
  }
  CHECK(written("20240229") == "2024-02-29");
  // Belgian registers write 00 for what is not known.
  CHECK(written("19620300") == "1962-03");
  CHECK(written("19620000") == "1962");
}

TEST_CASE("a day keeps its place when the time behind it is none", "[mapping][functions]") {
  for (const char* text : {"20261122250000", "202611222400", "2026112214600", "20261122143015.", "202611221430+2500",
                           "22/11/2026 25:00", "2026-11-22T24:00:00"}) {
    INFO(text);
    CHECK(written(text) == "2026-11-22");
  }
}
