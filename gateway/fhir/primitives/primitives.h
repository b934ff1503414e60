#pragma once
// The primitive types of FHIR R4 and their formats, as code instead of the regular expressions of the specification
// (http://hl7.org/fhir/R4/datatypes.html#primitive). Used by validation, annotation, mapping and writers.

#include <cstdint>
#include <string_view>

namespace schakel::fhir {

enum class Primitive : std::uint8_t {
  none,
  boolean,
  integer,
  unsigned_int,
  positive_int,
  decimal,
  string,
  markdown,
  code,
  id,
  uri,
  url,
  canonical,
  oid,
  uuid,
  base64_binary,
  instant,
  date,
  date_time,
  time,
  xhtml,
};

// By the name of the type (`dateTime`); none for any other.
Primitive primitive_of(std::string_view type);

// JSON writes the value as a number.
inline bool is_number(Primitive p) { return p >= Primitive::integer && p <= Primitive::decimal; }

bool is_boolean(std::string_view text);
// A number as RFC 8259 section 6 writes it.
bool is_json_number(std::string_view text);

}  // namespace schakel::fhir
