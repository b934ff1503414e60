#pragma once
// Dates and times of FHIR: date, dateTime, instant, time. Partial dates stay partial; a real calendar, seconds 00-60
// (leap second), offsets to +-14:00. http://hl7.org/fhir/R4/datatypes.html#dateTime

#include <cstdint>
#include <optional>
#include <string_view>

namespace schakel::fhir {

enum class Precision : std::uint8_t { year, month, day, second, fraction };

struct DateTime {
  Precision precision = Precision::year;
  int year = 0;   // 1 to 9999; 0 for a time alone
  int month = 0;  // 1 to 12; 0 when it is not stated
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::string_view fraction;          // digits after the point
  std::optional<int> offset_minutes;  // absent: no zone was stated
};

// `2026`, `2026-11`, `2026-11-22`.
std::optional<DateTime> parse_date(std::string_view text);
// A date, or date, time and zone. A time without zone is parsed (offset_minutes absent) so that its absence can be
// told.
std::optional<DateTime> parse_date_time(std::string_view text);
// Date, time with seconds, zone.
std::optional<DateTime> parse_instant(std::string_view text);
// `13:28:17.239`.
std::optional<DateTime> parse_time(std::string_view text);

inline bool is_date(std::string_view text) { return parse_date(text).has_value(); }
inline bool is_date_time(std::string_view text) {
  const auto parsed = parse_date_time(text);
  return parsed && (parsed->precision <= Precision::day || parsed->offset_minutes);
}
inline bool is_instant(std::string_view text) { return parse_instant(text).has_value(); }
inline bool is_time(std::string_view text) { return parse_time(text).has_value(); }

// 28 to 31. REQUIRES: month 1 to 12.
int days_in_month(int year, int month);

}  // namespace schakel::fhir
