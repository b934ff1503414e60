#include "validation/rules/primitive.h"

#include "validation/names.h"
#include "validation/rules/hidden_markup.h"
#include "validation/rules/narrative.h"
#include "validation/rules/primitive_format.h"

#include <array>

namespace schakel::validation::rules {

namespace {

using fhir::Primitive;

struct Row {
  Format format;
  IssueType type;
  Message message;
};
constexpr std::array<Row, 28> kFormats{{
    {Format::boolean,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_Boolean_Value", "'{0}' is no boolean: true or false"}},
    {Format::integer, IssueType::invalid, {"Type_Specific_Checks_DT_Integer_Valid", "'{0}' is no integer of 32 bits"}},
    {Format::negative,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_Integer_LT0", "'{0}' is negative, which an unsignedInt may not be"}},
    {Format::not_positive,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_Integer_LT1", "'{0}' is less than 1, which a positiveInt may not be"}},
    {Format::decimal, IssueType::invalid, {"Type_Specific_Checks_DT_Decimal_Valid", "'{0}' is no decimal"}},
    {Format::date,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_Date_Valid", "'{0}' is no date: YYYY, YYYY-MM or YYYY-MM-DD of the calendar"}},
    {Format::date_time, IssueType::invalid, {"Type_Specific_Checks_DT_DateTime_Valid", "'{0}' is no dateTime"}},
    {Format::date_time_zone,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_DateTime_TZ", "'{0}' has a time but no zone"}},
    {Format::instant,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_DateTime_Regex", "'{0}' is no instant: date, time with seconds, and zone"}},
    {Format::time, IssueType::invalid, {"Type_Specific_Checks_DT_Time_Valid", "'{0}' is no time: hh:mm:ss"}},
    {Format::uri_oid,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_URI_OID", "A URI that is an OID starts with urn:oid:, unlike '{0}'"}},
    {Format::uri_uuid,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_URI_UUID", "A URI that is a UUID starts with urn:uuid:, unlike '{0}'"}},
    {Format::uri_space,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_URI_WS", "'{0}' has white space, which a URI may not have"}},
    {Format::oid_start,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_OID_Start", "'{0}' does not start with urn:oid:"}},
    {Format::uuid_start,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_UUID_Start", "'{0}' does not start with urn:uuid:"}},
    {Format::uuid,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_UUID_Valid", "'{0}' is no UUID in lower-case hexadecimal digits"}},
    {Format::oid, IssueType::invalid, {"Type_Specific_Checks_DT_OID_Valid", "'{0}' is no OID"}},
    {Format::canonical_relative,
     IssueType::invalid,
     {"TYPE_SPECIFIC_CHECKS_CANONICAL_ABSOLUTE", "'{0}' is not absolute, as a canonical must be"}},
    {Format::code_space,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_Code_WS", "'{0}' has white space at an end or more than one blank inside"}},
    {Format::too_long,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_String_Length", "The text is longer than 1,048,576 characters"}},
    {Format::id,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_ID_Valid", "'{0}' is no id: 1 to 64 letters, digits, - and ."}},
    {Format::base64, IssueType::invalid, {"Type_Specific_Checks_DT_Base64_Valid", "The value is not base64"}},
    {Format::empty_value, IssueType::invalid, kEmptyValue},
    {Format::decimal_range,
     IssueType::value,
     {"Type_Specific_Checks_DT_Decimal_Range", "'{0}' has more digits than most systems keep"}},
    {Format::unusual_date,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_DateTime_Reasonable", "The year of '{0}' is hardly right"}},
    {Format::string_space_all,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_String_WS_ALL", "The text is nothing but white space"}},
    {Format::string_space,
     IssueType::invalid,
     {"Type_Specific_Checks_DT_String_WS", "The text has white space at an end"}},
    {Format::base64_space,
     IssueType::invalid,
     {"TYPE_SPECIFIC_CHECKS_DT_BASE64_NO_WS_WARNING", "The base64 has white space inside"}},
}};

const Row& row_of(Format format) {
  for (const Row& row : kFormats) {
    if (row.format == format) return row;
  }
  return kFormats.back();
}

template <bool kExplain>
bool check_kind(Run<kExplain>& run, const Node& node, const ElementRule& element, Primitive type) {
  const ValueKind kind = node.kind();
  const Message* message = nullptr;
  if (type == Primitive::boolean) {
    if (kind != ValueKind::boolean && !run.options().element_order) message = &kBooleanKind;
  } else if (fhir::is_number(type)) {
    if (kind != ValueKind::number && !run.options().element_order) message = &kNumberKind;
  } else if (kind == ValueKind::boolean || kind == ValueKind::number) {
    message = &kStringKind;
  }
  return message == nullptr || run.error(node, &element, IssueType::invalid, *message, no_arguments);
}

bool has_id(const Node& node, std::string_view id) {
  const Node* own = node.child(Names::get().id);
  if (own != nullptr && own->value() == id) return true;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (has_id(*c, id)) return true;
  }
  return false;
}

// `#x` is a contained resource or an element of the resource it stands in.
template <bool kExplain>
bool points_somewhere(Run<kExplain>& run, const Node& node, std::string_view text) {
  if (run.work().references.resolve(text, node).how != Resolution::missing) return true;
  const Node* resource = run.root_resource() == nullptr ? run.current_resource() : run.root_resource();
  return resource == nullptr || has_id(*resource, text.substr(1));
}

bool control_character(std::string_view text, unsigned& code) {
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 32 && c != '\t' && c != '\n' && c != '\r') {
      code = u;
      return true;
    }
  }
  return false;
}

}  // namespace

template <bool kExplain>
bool check_primitive(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type) {
  if (!node.has_value()) {
    // An extension, or only an id, may stand in for the value: ele-1 counts children.
    if (node.first_child() == nullptr) return run.error(node, &element, IssueType::invalid, kNoValue, no_arguments);
    for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
      if (c->name() == Names::get().extension) return true;
    }
    return run.error(node, &element, IssueType::invalid, kNoValue, no_arguments);
  }
  const std::string_view text = node.value().reveal();
  bool good = check_kind(run, node, element, type.primitive);
  if (!kExplain && !good) return false;
  if (type.primitive == Primitive::xhtml) return check_narrative(run, node, element) && good;
  // Resource.id has a rule of its own (ids.h) with its own place.
  const bool resource_id = type.primitive == Primitive::id && element.name == Names::get().id;
  const Format format = check_format(resource_id ? Primitive::string : type.primitive, text);
  if (format == Format::ok) {
    unsigned code = 0;
    if (kExplain && control_character(text, code)) {
      run.warning(node, &element, IssueType::invalid, kControl,
                  [&] { return std::vector<Argument>{Argument::number(code)}; });
    }
    if (type.primitive == Primitive::code) return good;
    if (type.primitive == Primitive::canonical && text.size() > 1 && text[0] == '#' &&
        !points_somewhere(run, node, text)) {
      return run.error(node, &element, IssueType::invalid, kNoTarget,
                       [&] { return std::vector<Argument>{Argument::value(node.value())}; });
    }
    return check_markup(run, node, element, type.primitive, text) && good;
  }
  if (format == Format::empty_value && node.first_child() != nullptr) return good;
  const Row& row = row_of(format);
  const auto arguments = [&] { return std::vector<Argument>{Argument{std::string(text.substr(0, 200)), false}}; };
  if (format >= kFirstRemark) {
    run.warning(node, &element, row.type, row.message, arguments);
    return good;
  }
  return run.error(node, &element, row.type, row.message, arguments);
}

template <bool kExplain>
bool report_missing_value(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  return run.error(node, &element, IssueType::structure, kMissingValue,
                   [&] { return std::vector<Argument>{Argument::name(element.program->url)}; });
}

template bool check_primitive(Run<false>&, const Node&, const ElementRule&, const TypeRule&);
template bool check_primitive(Run<true>&, const Node&, const ElementRule&, const TypeRule&);
template bool report_missing_value(Run<false>&, const Node&, const ElementRule&);
template bool report_missing_value(Run<true>&, const Node&, const ElementRule&);

}  // namespace schakel::validation::rules
