#pragma once
// Value sets that a standard defines by the form of their url, so that no resource states them.
// https://hl7.org/fhir/R4/snomedct.html#implicit, https://hl7.org/fhir/R4/loinc.html#4.3.1.0.4

#include <string_view>

namespace schakel::terminology {

// One filter on `concept`, or none: the whole code system. Views into the url.
struct Implicit {
  bool known = false;  // the url has such a form
  std::string_view system, version;
  std::string_view op, value;
};

Implicit implicit_of(std::string_view url);

}  // namespace schakel::terminology
