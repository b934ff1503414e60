#include "validation/rules/primitive_format.h"

#include "fhir/primitives/date_time.h"
#include "fhir/primitives/formats.h"

namespace schakel::validation::rules {

namespace {

using fhir::Primitive;

constexpr std::size_t kLongestString = 1'048'576;

Format check_integer(std::string_view text, Primitive type) {
  if (!fhir::is_integer(text)) return Format::integer;
  if (type == Primitive::unsigned_int && !fhir::is_unsigned_int(text)) return Format::negative;
  if (type == Primitive::positive_int && !fhir::is_positive_int(text)) return Format::not_positive;
  return Format::ok;
}

Format check_decimal(std::string_view text) {
  if (!fhir::is_decimal(text)) return Format::decimal;
  return text.size() > 18 && fhir::is_extreme_decimal(text) ? Format::decimal_range : Format::ok;
}

// A year that far off is more likely a slip of the pen than a fact.
Format remark_on(const fhir::DateTime& d) { return d.year < 1800 || d.year > 2110 ? Format::unusual_date : Format::ok; }

Format check_date(std::string_view text) {
  const auto parsed = fhir::parse_date(text);
  return parsed ? remark_on(*parsed) : Format::date;
}

Format check_date_time(std::string_view text) {
  const auto parsed = fhir::parse_date_time(text);
  if (!parsed) return Format::date_time;
  if (parsed->precision > fhir::Precision::day && !parsed->offset_minutes) return Format::date_time_zone;
  return remark_on(*parsed);
}

Format check_instant(std::string_view text) {
  const auto parsed = fhir::parse_instant(text);
  return parsed ? remark_on(*parsed) : Format::instant;
}

Format check_uri(std::string_view text, Primitive type) {
  if (text.substr(0, 4) == "oid:") return Format::uri_oid;
  if (text.substr(0, 5) == "uuid:") return Format::uri_uuid;
  if (text.find_first_of(" \t\n\r\v\f") != std::string_view::npos) return Format::uri_space;
  if (type == Primitive::oid && text.substr(0, 8) != "urn:oid:") return Format::oid_start;
  if (type == Primitive::uuid && text.substr(0, 9) != "urn:uuid:") return Format::uuid_start;
  if (text.substr(0, 4) == "urn:") {
    const std::string_view bare = text.substr(0, text.find_first_of("#|"));
    if (bare.substr(0, 9) == "urn:uuid:" && !fhir::is_uuid(bare)) return Format::uuid;
    if (bare.substr(0, 8) == "urn:oid:" && !fhir::is_oid(bare)) return Format::oid;
  }
  if (type == Primitive::canonical && text[0] != '#' && !fhir::is_absolute_uri(text)) return Format::canonical_relative;
  return Format::ok;
}

Format check_base64(std::string_view text) {
  if (!fhir::is_base64(text)) return Format::base64;
  return text.find_first_of(" \t\n\r") == std::string_view::npos ? Format::ok : Format::base64_space;
}

Format check_string(std::string_view text) {
  if (text.size() > kLongestString && fhir::length_of(text) > kLongestString) return Format::too_long;
  if (!fhir::begins_with_space(text) && !fhir::ends_with_space(text)) return Format::ok;
  return fhir::is_blank(text) ? Format::string_space_all : Format::string_space;
}

}  // namespace

Format check_format(Primitive type, std::string_view text) {
  if (text.empty()) return Format::empty_value;
  switch (type) {
    case Primitive::boolean: return fhir::is_boolean(text) ? Format::ok : Format::boolean;
    case Primitive::integer:
    case Primitive::unsigned_int:
    case Primitive::positive_int: return check_integer(text, type);
    case Primitive::decimal: return check_decimal(text);
    case Primitive::date: return check_date(text);
    case Primitive::date_time: return check_date_time(text);
    case Primitive::instant: return check_instant(text);
    case Primitive::time: return fhir::is_time(text) ? Format::ok : Format::time;
    case Primitive::uri:
    case Primitive::url:
    case Primitive::canonical:
    case Primitive::oid:
    case Primitive::uuid: return check_uri(text, type);
    case Primitive::code: return fhir::is_code(text) ? Format::ok : Format::code_space;
    case Primitive::id: return fhir::is_id(text) ? Format::ok : Format::id;
    case Primitive::base64_binary: return check_base64(text);
    case Primitive::string: return check_string(text);
    case Primitive::markdown:
      return text.size() > kLongestString && fhir::length_of(text) > kLongestString ? Format::too_long : Format::ok;
    case Primitive::xhtml:
    case Primitive::none: break;
  }
  return Format::ok;
}

}  // namespace schakel::validation::rules
