#pragma once
// Moment: a Date, DateTime or Time of FHIRPath with the precision it was written in
// (http://hl7.org/fhirpath/N1/#datetime-1). Seconds and their fraction are one precision. Comparisons that the
// precisions leave open answer `unknown`.

#include "fhirpath/value.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::fhirpath {

enum class Precision : std::uint8_t { none, year, month, day, hour, minute, second };

struct Moment {
  ValueType type = ValueType::date;  // date, date_time or time
  Precision precision = Precision::none;
  bool zoned = false;
  std::uint8_t fraction_digits = 0;  // as written, up to 9
  std::int16_t zone_minutes = 0;     // east of UTC
  std::int32_t year = 1;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;  // 60 is a leap second
  std::int32_t nanoseconds = 0;
};

// ISO text without `@`: `2014`, `2014-01-02`; `2014-01T`, `2014-01-02T10:30+02:00`, also `2014` as date_time;
// `10:30:00.1`, `T10`. Calendar-checked; false when the text is none of that type.
bool parse_moment(std::string_view text, ValueType type, Moment& out);
std::string to_text(const Moment& m);

enum class Order : std::uint8_t { less, equal, greater, unknown };
// REQUIRES: both times, or both date or dateTime.
Order compare(const Moment& a, const Moment& b);

// Adding a duration: whole units above seconds (http://hl7.org/fhirpath/N1/#datetime-arithmetic). A unit finer than the
// moment's precision counts in whole units of that precision (a month is 30 days, a year 365).
enum class TimeUnit : std::uint8_t { year, month, week, day, hour, minute, second, millisecond };
bool time_unit(std::string_view singular, TimeUnit& unit);  // `year`, `week` ...
std::string_view singular_of(std::string_view word);        // `years` -> `year`; empty when it is no calendar unit
// False: the result is outside the years 1 to 9999, or a Time cannot carry that unit.
bool add(const Moment& m, const Decimal& amount, TimeUnit unit, Moment& out);

// Days since 1970-01-01 of a civil date.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day);
unsigned days_in_month(std::int32_t year, unsigned month);

// The earliest and latest moment that fit (lowBoundary, highBoundary), at `precision`; a missing zone is +14:00 or
// -12:00.
Moment boundary(const Moment& m, bool high, Precision precision, bool milliseconds);

}  // namespace schakel::fhirpath
