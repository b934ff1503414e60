// Belgian identifiers: the digits alone when the check digits hold, else nothing.

#include "fhir/primitives/identifiers.h"
#include "mapping/functions/support.h"

#include <string>

namespace schakel::mapping {

namespace {

using Holds = bool (*)(std::string_view digits);

bool each(std::span<const fhirpath::Value> focus, fhirpath::Collection& out, Holds holds, std::size_t pad_from) {
  for (const fhirpath::Value& value : focus) {
    std::string digits = fhir::digits_of(text_of(value, out.scratch()));
    if (pad_from != 0 && digits.size() == pad_from) digits.insert(digits.begin(), '0');
    if (!digits.empty() && holds(digits)) out.push_string(digits);
  }
  return true;
}

}  // namespace

bool be_ssin(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  return each(focus, out, fhir::is_ssin, 0);
}

bool be_nihdi(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  return each(focus, out, fhir::is_nihdi, 0);
}

// Older systems drop the leading 0 of an enterprise number.
bool be_cbe(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
            fhirpath::Error& /*error*/) {
  constexpr std::size_t kWithoutZero = 9;
  return each(focus, out, fhir::is_cbe, kWithoutZero);
}

}  // namespace schakel::mapping
