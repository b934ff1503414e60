#include "mapping/functions/moment.h"
#include "mapping/functions/support.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

enum class As : std::uint8_t { date_time, date, instant };

bool convert(std::span<const fhirpath::Value> focus, fhirpath::Collection& out, As as) {
  for (const fhirpath::Value& value : focus) {
    const auto moment = parse_moment(text_of(value, out.scratch()));
    if (!moment || (as == As::instant && !moment->has_time)) continue;
    std::array<char, 48> buffer;
    const std::string_view text = out.scratch().copy(write_moment(*moment, as == As::date, buffer.data()));
    out.push(fhirpath::Value::of_text(
        as == As::date || !moment->has_time ? fhirpath::ValueType::date : fhirpath::ValueType::date_time, text));
  }
  return true;
}

}  // namespace

bool v2_date_time(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                  fhirpath::Error& /*error*/) {
  return convert(focus, out, As::date_time);
}
bool v2_date(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  return convert(focus, out, As::date);
}
bool any_date_time(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Scratch& scratch) {
  return std::any_of(focus.begin(), focus.end(), [&scratch](const fhirpath::Value& value) {
    return parse_moment(text_of(value, scratch)).has_value();
  });
}
// Nothing for a date without a time: an instant cannot be guessed.
bool v2_instant(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                fhirpath::Error& /*error*/) {
  return convert(focus, out, As::instant);
}

}  // namespace schakel::mapping
