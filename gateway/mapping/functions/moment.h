#pragma once
// Dates and times as local systems write them, to FHIR's spelling, with the precision kept.
//   yyyy[MM[dd[HH[mm[ss[.f..]]]]]][+-hhmm]   HL7 v2 DTM and TS (v2.8 chapter 2A.3.22)
//   dd/MM/yyyy, dd-MM-yyyy, dd.MM.yyyy       OAZIS, KMEHR LOCAL codes; with ` HH:mm[:ss]` behind it
//   yyyy-MM-dd[THH:mm[:ss[.f..]][zone]]      FHIR itself, databases
// A time without a zone is one of Europe/Brussels (architecture decision 22); FHIR wants seconds, so missing ones are
// 00.

#include <cstdint>
#include <optional>
#include <string_view>

namespace schakel::mapping {

struct Moment {
  int year = 0;
  int month = 0;  // 0: not stated
  int day = 0;    // 0: not stated
  bool has_time = false;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::string_view fraction;
  std::optional<int> offset_minutes;  // as stated
};

// Empty for what is no date of the calendar: 20260230, 20261301, 99999999, text. A day with a time that is none
// (198507302400) is that day.
std::optional<Moment> parse_moment(std::string_view text);

// Minutes east of UTC in Brussels at that local time: the earlier of two (the hour that comes twice in October), and
// for the hour that does not exist in March that of before.
int brussels_offset(const Moment& local);

// Writes into a buffer of 48 characters; `date_only`: without the time.
std::string_view write_moment(const Moment& moment, bool date_only, char* buffer);

}  // namespace schakel::mapping
