#include "fhir/primitives/date_time.h"

namespace schakel::fhir {

namespace {

// Reads a text from left to right; every step says whether it found what it wants.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool number(std::size_t digits, int& value) {
    if (text_.size() - at_ < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      if (text_[at_] < '0' || text_[at_] > '9') return false;
      value = value * 10 + (text_[at_] - '0');
    }
    return true;
  }
  std::string_view digits() {
    const std::size_t start = at_;
    while (!at_end() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return text_.substr(start, at_ - start);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool date(Scanner& s, DateTime& d) {
  if (!s.number(4, d.year) || d.year == 0) return false;
  d.precision = Precision::year;
  if (!s.take('-')) return true;
  if (!s.number(2, d.month) || d.month < 1 || d.month > 12) return false;
  d.precision = Precision::month;
  if (!s.take('-')) return true;
  if (!s.number(2, d.day) || d.day < 1 || d.day > days_in_month(d.year, d.month)) return false;
  d.precision = Precision::day;
  return true;
}

bool time(Scanner& s, DateTime& d) {
  if (!s.number(2, d.hour) || d.hour > 23 || !s.take(':')) return false;
  if (!s.number(2, d.minute) || d.minute > 59 || !s.take(':')) return false;
  if (!s.number(2, d.second) || d.second > 60) return false;
  d.precision = Precision::second;
  if (!s.take('.')) return true;
  d.fraction = s.digits();
  d.precision = Precision::fraction;
  return !d.fraction.empty();
}

bool zone(Scanner& s, DateTime& d) {
  if (s.take('Z')) {
    d.offset_minutes = 0;
    return true;
  }
  const bool minus = s.take('-');
  int hours = 0;
  int minutes = 0;
  if (!minus && !s.take('+')) return false;
  if (!s.number(2, hours) || !s.take(':') || !s.number(2, minutes)) return false;
  if (minutes > 59 || hours > 14 || (hours == 14 && minutes != 0)) return false;
  d.offset_minutes = (minus ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

}  // namespace

int days_in_month(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<DateTime> parse_date(std::string_view text) {
  Scanner s(text);
  DateTime d;
  return date(s, d) && s.at_end() ? std::optional(d) : std::nullopt;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  Scanner s(text);
  DateTime d;
  if (!date(s, d)) return std::nullopt;
  if (s.at_end()) return d;
  if (d.precision != Precision::day || !s.take('T') || !time(s, d)) return std::nullopt;
  return s.at_end() || (zone(s, d) && s.at_end()) ? std::optional(d) : std::nullopt;
}

std::optional<DateTime> parse_instant(std::string_view text) {
  const auto parsed = parse_date_time(text);
  return parsed && parsed->offset_minutes ? parsed : std::nullopt;
}

std::optional<DateTime> parse_time(std::string_view text) {
  Scanner s(text);
  DateTime d;
  return time(s, d) && s.at_end() ? std::optional(d) : std::nullopt;
}

}  // namespace schakel::fhir
