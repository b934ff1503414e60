// v2Time(): the time of day in a TM (v2.8 chapter 2A.3.75): `0815`, `081530.25`, `08:15`. Nothing without minutes,
// since FHIR wants them (http://hl7.org/fhir/R4/datatypes.html#time), and nothing with a zone, since FHIR has no place
// for it.

#include "mapping/functions/support.h"

#include <algorithm>
#include <string>

namespace schakel::mapping {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two digits off the front, below `limit`, with a colon before them if they have one.
bool take_part(std::string_view& text, int limit, std::string& out) {
  if (!out.empty() && !text.empty() && text[0] == ':') text.remove_prefix(1);
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return false;
  if ((text[0] - '0') * 10 + (text[1] - '0') >= limit) return false;
  if (!out.empty()) out += ':';
  out += text.substr(0, 2);
  text.remove_prefix(2);
  return true;
}

std::string time_of_day(std::string_view text) {
  std::string out;
  if (!take_part(text, 24, out) || !take_part(text, 60, out)) return {};
  if (text.empty()) return out + ":00";
  if (!take_part(text, 60, out)) return {};
  constexpr std::size_t kMostDigits = 9;
  if (!text.empty() && (text[0] != '.' || text.size() < 2 || text.size() > kMostDigits + 1 ||
                        !std::all_of(text.begin() + 1, text.end(), is_digit)))
    return {};
  return out.append(text);
}

}  // namespace

bool v2_time(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    const std::string time = time_of_day(trim(text_of(value, out.scratch())));
    if (!time.empty()) out.push_string(time);
  }
  return true;
}

}  // namespace schakel::mapping
