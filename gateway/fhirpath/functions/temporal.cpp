// The parts of dates and times: http://hl7.org/fhirpath/#date-component-functions

#include "fhirpath/functions/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

// A moment; text that is one counts. `present` false for anything else.
bool moment_input(Machine& m, const Operation& op, const Frame& f, Moment& moment, bool& present) {
  Value v;
  if (!m.single_input(op, f, v, present)) return false;
  if (!present) return true;
  present = false;
  if (is_moment(v)) present = parse_moment(v.text, v.type, moment);
  if (v.type == ValueType::string) {
    present = parse_moment(v.text, ValueType::date_time, moment) || parse_moment(v.text, ValueType::time, moment);
  }
  return true;
}

enum class Part { year, month, day, hour, minute, second, millisecond };

template <Part kPart>
bool part(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Moment t;
  bool present = false;
  if (!moment_input(m, op, f, t, present)) return false;
  if (!present) return true;
  const bool timed = t.type == ValueType::time;
  const auto push = [&](bool known, std::int64_t n) {
    if (known) out.push(Value::of_integer(n));
    return true;
  };
  switch (kPart) {
    case Part::year: return push(!timed && t.precision >= Precision::year, t.year);
    case Part::month: return push(!timed && t.precision >= Precision::month, t.month);
    case Part::day: return push(!timed && t.precision >= Precision::day, t.day);
    case Part::hour: return push(t.precision >= Precision::hour, t.hour);
    case Part::minute: return push(t.precision >= Precision::minute, t.minute);
    case Part::second: return push(t.precision >= Precision::second, t.second);
    case Part::millisecond: return push(t.fraction_digits > 0, t.nanoseconds / 1'000'000);
  }
  return true;
}

bool zone_offset(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Moment t;
  bool present = false;
  if (!moment_input(m, op, f, t, present)) return false;
  if (!present || !t.zoned) return true;
  Decimal hours;
  if (!divide(decimal_of(t.zone_minutes), decimal_of(60), hours)) return m.fail(op, "timezoneOffsetOf(): overflow");
  if (hours.scale == 0 && !round_to(hours, 1, hours)) return m.fail(op, "timezoneOffsetOf(): overflow");
  out.push_decimal(hours);
  return true;
}

bool date_of(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Moment t;
  bool present = false;
  if (!moment_input(m, op, f, t, present)) return false;
  if (!present || t.type == ValueType::time) return true;
  t.type = ValueType::date;
  t.precision = std::min(t.precision, Precision::day);
  out.push(Value::of_text(ValueType::date, m.scratch.copy(to_text(t))));
  return true;
}

bool time_of(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Moment t;
  bool present = false;
  if (!moment_input(m, op, f, t, present)) return false;
  if (!present || t.type == ValueType::time || t.precision < Precision::hour) return true;
  t.type = ValueType::time;
  t.zoned = false;
  out.push(Value::of_text(ValueType::time, m.scratch.copy(to_text(t))));
  return true;
}

bool now(Machine& m, const Operation&, const Frame&, Collection& out) {
  out.push(Value::of_text(ValueType::date_time, m.scratch.copy(to_text(m.now()))));
  return true;
}

bool today(Machine& m, const Operation&, const Frame&, Collection& out) {
  Moment t = m.now();
  t.type = ValueType::date;
  t.precision = Precision::day;
  out.push(Value::of_text(ValueType::date, m.scratch.copy(to_text(t))));
  return true;
}

bool time_of_day(Machine& m, const Operation&, const Frame&, Collection& out) {
  Moment t = m.now();
  t.type = ValueType::time;
  t.zoned = false;
  out.push(Value::of_text(ValueType::time, m.scratch.copy(to_text(t))));
  return true;
}

constexpr std::array<FunctionRow, 13> kRows{{
    {"yearOf", 0, 0, Takes::any, Gives::integer, part<Part::year>},
    {"monthOf", 0, 0, Takes::any, Gives::integer, part<Part::month>},
    {"dayOf", 0, 0, Takes::any, Gives::integer, part<Part::day>},
    {"hourOf", 0, 0, Takes::any, Gives::integer, part<Part::hour>},
    {"minuteOf", 0, 0, Takes::any, Gives::integer, part<Part::minute>},
    {"secondOf", 0, 0, Takes::any, Gives::integer, part<Part::second>},
    {"millisecondOf", 0, 0, Takes::any, Gives::integer, part<Part::millisecond>},
    {"timezoneOffsetOf", 0, 0, Takes::any, Gives::decimal, zone_offset},
    {"dateOf", 0, 0, Takes::any, Gives::date, date_of},
    {"timeOf", 0, 0, Takes::any, Gives::time, time_of},
    {"now", 0, 0, Takes::any, Gives::date_time, now},
    {"today", 0, 0, Takes::any, Gives::date, today},
    {"timeOfDay", 0, 0, Takes::any, Gives::time, time_of_day},
}};

}  // namespace

std::span<const FunctionRow> chapter_temporal() { return kRows; }

}  // namespace schakel::fhirpath
