#include "fhirpath/moment.h"

#include "fhirpath/decimal.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace schakel::fhirpath {

namespace {

struct Reader {
  const char* at;
  const char* end;

  [[nodiscard]] bool done() const { return at == end; }
  bool number(int digits, int& out) {
    if (end - at < digits) return false;
    int value = 0;
    for (int i = 0; i < digits; ++i) {
      const char c = at[i];
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    at += digits;
    out = value;
    return true;
  }
  bool skip(char c) {
    if (at == end || *at != c) return false;
    ++at;
    return true;
  }
};

bool read_date(Reader& r, Moment& m) {
  int n = 0;
  if (!r.number(4, n) || n == 0) return false;
  m.year = n;
  m.precision = Precision::year;
  if (!r.skip('-')) return true;
  if (!r.number(2, n) || n < 1 || n > 12) return false;
  m.month = static_cast<std::uint8_t>(n);
  m.precision = Precision::month;
  if (!r.skip('-')) return true;
  if (!r.number(2, n) || n < 1 || static_cast<unsigned>(n) > days_in_month(m.year, m.month)) return false;
  m.day = static_cast<std::uint8_t>(n);
  m.precision = Precision::day;
  return true;
}

bool read_fraction(Reader& r, Moment& m) {
  int digits = 0;
  std::int32_t value = 0;
  while (!r.done() && *r.at >= '0' && *r.at <= '9') {
    if (digits < 9) {
      value = value * 10 + (*r.at - '0');
      ++digits;
    }
    ++r.at;
  }
  if (digits == 0) return false;
  m.fraction_digits = static_cast<std::uint8_t>(digits);
  for (; digits < 9; ++digits) value *= 10;
  m.nanoseconds = value;
  return true;
}

bool read_time(Reader& r, Moment& m) {
  int n = 0;
  if (!r.number(2, n) || n > 23) return false;
  m.hour = static_cast<std::uint8_t>(n);
  m.precision = Precision::hour;
  if (!r.skip(':')) return true;
  if (!r.number(2, n) || n > 59) return false;
  m.minute = static_cast<std::uint8_t>(n);
  m.precision = Precision::minute;
  if (!r.skip(':')) return true;
  if (!r.number(2, n) || n > 60) return false;
  m.second = static_cast<std::uint8_t>(n);
  m.precision = Precision::second;
  return !r.skip('.') || read_fraction(r, m);
}

bool read_zone(Reader& r, Moment& m) {
  if (r.done()) return true;
  m.zoned = true;
  if (r.skip('Z')) return true;
  const bool west = *r.at == '-';
  if (!west && *r.at != '+') return false;
  ++r.at;
  int hours = 0;
  int minutes = 0;
  if (!r.number(2, hours) || !r.skip(':') || !r.number(2, minutes) || minutes > 59) return false;
  const int offset = hours * 60 + minutes;
  if (offset > 14 * 60) return false;
  m.zone_minutes = static_cast<std::int16_t>(west ? -offset : offset);
  return true;
}

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNano = 1'000'000'000;

// Seconds since 1970 as written, no zone applied; a leap second counts as the last second of its minute.
std::int64_t local_seconds(const Moment& m) {
  const std::int64_t days = m.type == ValueType::time ? 0 : days_from_civil(m.year, m.month, m.day);
  return days * kDay + m.hour * 3600 + m.minute * 60 + std::min<int>(m.second, 59);
}

void civil_from_days(std::int64_t z, std::int64_t& y, unsigned& m, unsigned& d) {
  z += 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const auto doe = static_cast<unsigned>(z - era * 146'097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  d = doy - (153 * mp + 2) / 5 + 1;
  m = mp < 10 ? mp + 3 : mp - 9;
  y = static_cast<std::int64_t>(yoe) + era * 400 + (m <= 2 ? 1 : 0);
}

bool set_local_seconds(Moment& m, std::int64_t seconds) {
  std::int64_t days = seconds >= 0 ? seconds / kDay : -((kDay - 1 - seconds) / kDay);
  const std::int64_t rest = seconds - days * kDay;
  m.hour = static_cast<std::uint8_t>(rest / 3600);
  m.minute = static_cast<std::uint8_t>(rest / 60 % 60);
  m.second = static_cast<std::uint8_t>(rest % 60);
  if (m.type == ValueType::time) return true;
  std::int64_t year = 0;
  unsigned month = 0;
  unsigned day = 0;
  civil_from_days(days, year, month, day);
  if (year < 1 || year > 9999) return false;
  m.year = static_cast<std::int32_t>(year);
  m.month = static_cast<std::uint8_t>(month);
  m.day = static_cast<std::uint8_t>(day);
  return true;
}

Order order_of(std::int64_t a, std::int64_t b) { return a < b ? Order::less : (a > b ? Order::greater : Order::equal); }

// The last second (since 1970, as written) that a moment may mean.
std::int64_t last_second(const Moment& m) {
  Moment last = m;
  if (m.type != ValueType::time) {
    if (m.precision < Precision::month) last.month = 12;
    if (m.precision < Precision::day) last.day = static_cast<std::uint8_t>(days_in_month(last.year, last.month));
  }
  if (m.precision < Precision::hour) last.hour = 23;
  if (m.precision < Precision::minute) last.minute = 59;
  if (m.precision < Precision::second) last.second = 59;
  return local_seconds(last);
}

// One has a zone and the other has none: that one may lie anywhere from +14:00 to -12:00.
Order compare_uncertain(const Moment& a, const Moment& b) {
  const auto first = [](const Moment& m) { return local_seconds(m) - (m.zoned ? m.zone_minutes * 60 : 14 * 3600); };
  const auto last = [](const Moment& m) { return last_second(m) + (m.zoned ? -m.zone_minutes * 60 : 12 * 3600); };
  if (last(a) < first(b)) return Order::less;
  if (first(a) > last(b)) return Order::greater;
  return Order::unknown;
}

Order compare_parts(const Moment& a, const Moment& b) {
  const std::array<std::int64_t, 6> x{a.year, a.month, a.day, a.hour, a.minute, a.second * kNano + a.nanoseconds};
  const std::array<std::int64_t, 6> y{b.year, b.month, b.day, b.hour, b.minute, b.second * kNano + b.nanoseconds};
  const int pa = static_cast<int>(a.precision);
  const int pb = static_cast<int>(b.precision);
  const int first = a.type == ValueType::time ? 3 : 0;
  for (int i = first; i < 6; ++i) {
    const bool has_a = pa > i;
    const bool has_b = pb > i;
    if (!has_a && !has_b) return Order::equal;
    if (!has_a || !has_b) return Order::unknown;
    const Order o = order_of(x[static_cast<std::size_t>(i)], y[static_cast<std::size_t>(i)]);
    if (o != Order::equal) return o;
  }
  return Order::equal;
}

Moment in_utc(const Moment& m) {
  Moment u = m;
  if (m.zone_minutes != 0 && m.precision >= Precision::hour) {
    u.zone_minutes = 0;
    if (!set_local_seconds(u, local_seconds(m) - m.zone_minutes * 60)) return m;
  }
  return u;
}

}  // namespace

std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2 ? 1 : 0;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + static_cast<std::int64_t>(doe) - 719'468;
}

unsigned days_in_month(std::int32_t year, unsigned month) {
  constexpr std::array<unsigned, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) return 29;
  return kDays[month];
}

bool parse_moment(std::string_view text, ValueType type, Moment& out) {
  Reader r{text.data(), text.data() + text.size()};
  Moment m;
  m.type = type;
  if (type == ValueType::time) {
    r.skip('T');
    if (!read_time(r, m) || !r.done()) return false;
  } else {
    if (!read_date(r, m)) return false;
    if (!r.done()) {
      if (type != ValueType::date_time || !r.skip('T')) return false;
      if (!r.done()) {
        if (m.precision < Precision::day || !read_time(r, m) || !read_zone(r, m) || !r.done()) return false;
      }
    }
  }
  out = m;
  return true;
}

std::string to_text(const Moment& m) {
  std::array<char, 64> b{};
  std::string out;
  const auto put = [&](const char* format, int value) {
    std::snprintf(b.data(), b.size(), format, value);
    out += b.data();
  };
  if (m.type != ValueType::time) {
    put("%04d", m.year);
    if (m.precision >= Precision::month) put("-%02d", m.month);
    if (m.precision >= Precision::day) put("-%02d", m.day);
    if (m.precision >= Precision::hour) out += 'T';
  }
  if (m.precision >= Precision::hour) put("%02d", m.hour);
  if (m.precision >= Precision::minute) put(":%02d", m.minute);
  if (m.precision >= Precision::second) put(":%02d", m.second);
  if (m.fraction_digits > 0 && m.precision >= Precision::second) {
    std::snprintf(b.data(), b.size(), "%09d", m.nanoseconds);
    out += '.';
    out.append(b.data(), m.fraction_digits);
  }
  if (m.zoned && m.precision >= Precision::hour) {
    if (m.zone_minutes == 0) {
      out += 'Z';
    } else {
      out += m.zone_minutes < 0 ? '-' : '+';
      const int z = std::abs(m.zone_minutes);
      put("%02d", z / 60);
      put(":%02d", z % 60);
    }
  }
  return out;
}

Order compare(const Moment& a, const Moment& b) {
  if (a.zoned != b.zoned && a.type != ValueType::time) {
    // Where even the hour is not stated, a zone has no say yet: the calendar parts decide, and then the precision.
    if (std::min(a.precision, b.precision) >= Precision::hour) return compare_uncertain(a, b);
    const Order certain = compare_uncertain(a, b);
    return certain != Order::unknown ? certain : Order::unknown;
  }
  if (a.zoned && b.zoned && a.zone_minutes != b.zone_minutes) return compare_parts(in_utc(a), in_utc(b));
  return compare_parts(a, b);
}

std::string_view singular_of(std::string_view word) {
  constexpr std::array<std::string_view, 8> kUnits{"year", "month",  "week",   "day",
                                                   "hour", "minute", "second", "millisecond"};
  for (const std::string_view unit : kUnits) {
    if (word == unit || (word.size() == unit.size() + 1 && word.back() == 's' && word.substr(0, unit.size()) == unit))
      return unit;
  }
  return {};
}

bool time_unit(std::string_view singular, TimeUnit& unit) {
  constexpr std::array<std::string_view, 8> kUnits{"year", "month",  "week",   "day",
                                                   "hour", "minute", "second", "millisecond"};
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (singular == kUnits[i]) {
      unit = static_cast<TimeUnit>(i);
      return true;
    }
  }
  return false;
}

namespace {

bool add_months(Moment& m, std::int64_t months) {
  const std::int64_t total = std::int64_t{m.year} * 12 + (m.month - 1) + months;
  const std::int64_t year = total >= 0 ? total / 12 : -1;
  if (year < 1 || year > 9999) return false;
  m.year = static_cast<std::int32_t>(year);
  m.month = static_cast<std::uint8_t>(total % 12 + 1);
  m.day = static_cast<std::uint8_t>(std::min<unsigned>(m.day, days_in_month(m.year, m.month)));
  return true;
}

bool add_fine(Moment& m, std::int64_t nanoseconds_in, std::int64_t seconds) {
  std::int64_t nanos = m.nanoseconds + nanoseconds_in;
  std::int64_t carry = nanos / kNano;
  nanos -= carry * kNano;
  if (nanos < 0) {
    nanos += kNano;
    --carry;
  }
  m.nanoseconds = static_cast<std::int32_t>(nanos);
  return set_local_seconds(m, local_seconds(m) + seconds + carry);
}

// Seconds with a fraction: kept exactly, in steps of a nanosecond.
bool add_seconds(Moment& m, const Decimal& seconds) {
  Decimal nano;
  std::int64_t total = 0;
  std::int64_t whole = 0;
  if (!to_integer(seconds, Direction::towards_zero, whole) || std::abs(whole) > 400'000'000'000) return false;
  Decimal fraction;
  if (!subtract(seconds, decimal_of(whole), fraction) || !multiply(fraction, {kNano, 0}, nano) ||
      !to_integer(nano, Direction::towards_zero, total)) {
    return false;
  }
  int digits = 0;
  for (std::int64_t t = total; t != 0 && digits < 9; ++digits) t = t * 10 % kNano;
  if (digits > 0 && digits < 3) digits = 3;
  m.fraction_digits = static_cast<std::uint8_t>(std::max<int>(m.fraction_digits, digits));
  return add_fine(m, total, whole);
}

constexpr std::array<std::int64_t, 8> kUnitSeconds{365 * kDay, 30 * kDay, 7 * kDay, kDay, 3600, 60, 1, 0};

Precision precision_of(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::year: return Precision::year;
    case TimeUnit::month: return Precision::month;
    case TimeUnit::week:
    case TimeUnit::day: return Precision::day;
    case TimeUnit::hour: return Precision::hour;
    case TimeUnit::minute: return Precision::minute;
    default: return Precision::second;
  }
}

// The unit is finer than the moment: whole units of the moment's own precision count.
bool add_coarse(Moment& m, const Decimal& amount, TimeUnit unit) {
  std::int64_t n = 0;
  if (!to_integer(amount, Direction::towards_zero, n)) return false;
  if (std::abs(n) > 400'000'000'000'000) return false;
  if (unit == TimeUnit::month) return add_months(m, n / 12 * 12);
  std::int64_t seconds = 0;
  if (unit == TimeUnit::millisecond) {
    seconds = n / 1000;
  } else if (__builtin_mul_overflow(n, kUnitSeconds[static_cast<std::size_t>(unit)], &seconds)) {
    return false;
  }
  switch (m.precision) {
    case Precision::year: return add_months(m, seconds / kUnitSeconds[0] * 12);
    case Precision::month: return add_months(m, seconds / kUnitSeconds[1]);
    case Precision::day: return add_fine(m, 0, seconds / kDay * kDay);
    case Precision::hour: return add_fine(m, 0, seconds / 3600 * 3600);
    default: return add_fine(m, 0, seconds / 60 * 60);
  }
}

}  // namespace

bool add(const Moment& m, const Decimal& amount, TimeUnit unit, Moment& out) {
  Moment result = m;
  bool good = false;
  if (m.type == ValueType::time && unit <= TimeUnit::day) return false;
  std::int64_t n = 0;
  if (!to_integer(amount, Direction::towards_zero, n) || std::abs(n) > 400'000'000'000'000) return false;
  if (precision_of(unit) > m.precision) {
    good = add_coarse(result, amount, unit);
  } else if (unit == TimeUnit::second) {
    good = add_seconds(result, amount);
  } else if (unit == TimeUnit::millisecond) {
    Decimal seconds;
    good = multiply(amount, {1, 3}, seconds) && add_seconds(result, seconds);
  } else if (unit == TimeUnit::year) {
    good = std::abs(n) <= 10'000 && add_months(result, n * 12);
  } else if (unit == TimeUnit::month) {
    good = std::abs(n) <= 120'000 && add_months(result, n);
  } else {
    std::int64_t seconds = 0;
    good = !__builtin_mul_overflow(n, kUnitSeconds[static_cast<std::size_t>(unit)], &seconds) &&
           add_fine(result, 0, seconds);
  }
  if (good) out = result;
  return good;
}

Moment boundary(const Moment& m, bool high, Precision precision, bool milliseconds) {
  Moment b = m;
  if (m.type != ValueType::time) {
    if (m.precision < Precision::month) b.month = high ? 12 : 1;
    if (m.precision < Precision::day) b.day = static_cast<std::uint8_t>(high ? days_in_month(b.year, b.month) : 1);
  }
  if (m.precision < Precision::hour) b.hour = high ? 23 : 0;
  if (m.precision < Precision::minute) b.minute = high ? 59 : 0;
  if (m.precision < Precision::second) b.second = high ? 59 : 0;
  if (m.precision < Precision::second || m.fraction_digits == 0) {
    b.nanoseconds = high ? 999'000'000 : 0;
  } else if (m.fraction_digits < 3 && high) {
    b.nanoseconds += m.fraction_digits == 1 ? 99'000'000 : 9'000'000;
  }
  b.precision = precision;
  b.fraction_digits = milliseconds ? 3 : 0;
  if (!milliseconds) b.nanoseconds = 0;
  if (b.type == ValueType::date_time && !m.zoned && precision >= Precision::hour) {
    b.zoned = true;
    b.zone_minutes = high ? -12 * 60 : 14 * 60;
  }
  return b;
}

}  // namespace schakel::fhirpath
