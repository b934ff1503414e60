#pragma once
// Why a text is no value of a primitive type: what fhir/primitives says, as one of the reasons that have a message. No
// allocation.

#include "fhir/primitives/primitives.h"

#include <cstdint>
#include <string_view>

namespace schakel::validation::rules {

// From `decimal_range` on the value is usable; these are remarks.
enum class Format : std::uint8_t {
  ok,
  boolean,
  integer,
  negative,
  not_positive,
  decimal,
  date,
  date_time,
  date_time_zone,
  instant,
  time,
  uri_oid,
  uri_uuid,
  uri_space,
  oid_start,
  uuid_start,
  uuid,
  oid,
  canonical_relative,
  code_space,
  too_long,
  id,
  base64,
  empty_value,
  decimal_range,
  unusual_date,
  string_space_all,
  string_space,
  base64_space,
};
constexpr Format kFirstRemark = Format::decimal_range;

Format check_format(fhir::Primitive type, std::string_view text);

}  // namespace schakel::validation::rules
