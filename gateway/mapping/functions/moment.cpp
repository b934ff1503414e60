#include "mapping/functions/moment.h"

#include "fhir/primitives/date_time.h"
#include "mapping/functions/support.h"

#include <date/tz.h>

#include <cstdint>

namespace schakel::mapping {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes `count` digits off the front; false: they are not there.
bool take(std::string_view& text, std::size_t count, int& out) {
  if (text.size() < count) return false;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  out = value;
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

bool fraction(std::string_view& text, Moment& m) {
  if (!take(text, '.') && !take(text, ',')) return true;
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size == 0 || size > 9) return false;
  m.fraction = text.substr(0, size);
  text.remove_prefix(size);
  return true;
}

// `+0215`, `+02:15`, `Z`; nothing is no zone.
bool zone(std::string_view& text, Moment& m) {
  if (text.empty()) return true;
  if (take(text, 'Z')) {
    m.offset_minutes = 0;
    return true;
  }
  const int sign = text[0] == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!take(text, 2, hours)) return false;
  take(text, ':');
  if (!take(text, 2, minutes)) return false;
  if (minutes > 59 || hours > 14 || (hours == 14 && minutes != 0)) return false;
  m.offset_minutes = sign * (hours * 60 + minutes);
  return true;
}

// HH[mm[ss]] or HH:mm[:ss].
bool time(std::string_view& text, Moment& m, bool colons) {
  if (!take(text, 2, m.hour)) return false;
  m.has_time = true;
  const bool more = colons ? take(text, ':') : !text.empty() && is_digit(text[0]);
  if (!more) return !colons;
  if (!take(text, 2, m.minute)) return false;
  const bool seconds = colons ? take(text, ':') : !text.empty() && is_digit(text[0]);
  return !seconds || (take(text, 2, m.second) && fraction(text, m));
}

bool compact(std::string_view& text, Moment& m) {
  if (!take(text, 4, m.year)) return false;
  if (text.empty() || !is_digit(text[0])) return true;
  if (!take(text, 2, m.month)) return false;
  if (text.empty() || !is_digit(text[0])) return true;
  if (!take(text, 2, m.day)) return false;
  return text.empty() || !is_digit(text[0]) || time(text, m, false);
}

bool day_first(std::string_view& text, Moment& m) {
  const char separator = text[2];
  if (!take(text, 2, m.day) || !take(text, separator) || !take(text, 2, m.month) || !take(text, separator))
    return false;
  if (!take(text, 4, m.year)) return false;
  return text.empty() || ((take(text, ' ') || take(text, 'T')) && time(text, m, true));
}

bool year_first(std::string_view& text, Moment& m) {
  if (!take(text, 4, m.year) || !take(text, '-') || !take(text, 2, m.month)) return false;
  if (text.empty()) return true;
  if (!take(text, '-') || !take(text, 2, m.day)) return false;
  return text.empty() || ((take(text, 'T') || take(text, ' ')) && time(text, m, true));
}

std::optional<Moment> parse_whole(std::string_view text) {
  Moment m;
  bool ok = false;
  if (text.size() >= 10 && (text[2] == '/' || text[2] == '-' || text[2] == '.')) {
    ok = day_first(text, m);
  } else if (text.size() >= 7 && text[4] == '-' && !(text.size() == 9 && is_digit(text[5]) && is_digit(text[8]))) {
    ok = year_first(text, m);
  } else if (text.size() >= 4) {
    ok = compact(text, m);
  }
  if (!ok || !zone(text, m) || !text.empty() || m.year < 1) return std::nullopt;
  // A zone without a time says nothing (20261122+0100).
  if (!m.has_time) m.offset_minutes.reset();
  if (m.month == 0) return m.day == 0 ? std::optional(m) : std::nullopt;
  if (m.month > 12 || m.day > fhir::days_in_month(m.year, m.month)) return std::nullopt;
  if (m.has_time && (m.day == 0 || m.hour > 23 || m.minute > 59 || m.second > 59)) return std::nullopt;
  return m;
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  text = trim(text);
  if (auto whole = parse_whole(text)) return whole;
  // `198507302400`, `2026112225`: the day is right, the time is none.
  const std::size_t day = text.size() >= 10 && is_digit(text[2]) && is_digit(text[4]) ? 8 : 10;
  const bool time_behind =
      text.size() >= day + 2 && text.find_first_not_of("0123456789:.,+-/TZ ") == std::string_view::npos;
  auto date = time_behind ? parse_whole(text.substr(0, day)) : std::nullopt;
  return date && date->day != 0 ? date : std::nullopt;
}

namespace {

// The last stretch between two changes of the clocks that was asked for: most messages of a season need no other.
struct Season {
  std::int64_t begin = 1;  // local seconds since 1970, a day inside both changes, so that no hour is in doubt
  std::int64_t end = 0;
  int offset = 0;
};

std::int64_t local_seconds(const Moment& m) {
  const auto day = date::local_days(date::year(m.year) / date::month(static_cast<unsigned>(m.month)) /
                                    date::day(static_cast<unsigned>(m.day)));
  return std::int64_t{day.time_since_epoch().count()} * 86'400 + m.hour * 3'600 + m.minute * 60;
}

}  // namespace

int brussels_offset(const Moment& local) {
  static const date::time_zone* const zone = date::locate_zone("Europe/Brussels");
  thread_local Season season;
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t at = local_seconds(local);
  if (at >= season.begin && at < season.end) return season.offset;
  const date::local_info info = zone->get_info(date::local_seconds(std::chrono::seconds(at)));
  const auto offset = std::chrono::duration_cast<std::chrono::minutes>(info.first.offset);
  season.begin = info.first.begin.time_since_epoch().count() + kDay;
  season.end = info.first.end.time_since_epoch().count() - kDay;
  season.offset = static_cast<int>(offset.count());
  return season.offset;
}

namespace {

char* digits(char* to, int value, int width) {
  for (int i = width - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return to + width;
}

}  // namespace

std::string_view write_moment(const Moment& m, bool date_only, char* buffer) {
  char* to = digits(buffer, m.year, 4);
  const auto add = [&to](char separator, int value) {
    *to++ = separator;
    to = digits(to, value, 2);
  };
  if (m.month != 0) add('-', m.month);
  if (m.day != 0) add('-', m.day);
  if (m.has_time && !date_only) {
    add('T', m.hour);
    add(':', m.minute);
    add(':', m.second);
    if (!m.fraction.empty()) {
      *to++ = '.';
      to += m.fraction.copy(to, m.fraction.size());
    }
    const int offset = m.offset_minutes ? *m.offset_minutes : brussels_offset(m);
    const int minutes = offset < 0 ? -offset : offset;
    add(offset < 0 ? '-' : '+', minutes / 60);
    add(':', minutes % 60);
  }
  return {buffer, static_cast<std::size_t>(to - buffer)};
}

}  // namespace schakel::mapping
