#include "fhir/primitives/formats.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace schakel::fhir;

namespace {

struct Row {
  Primitive type;
  std::vector<std::string> good, bad;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {Primitive::boolean, {"true", "false"}, {"True", "1", "", "true "}},
      {Primitive::integer,
       {"0", "-1", "2147483647", "-2147483648", "-0"},
       {"2147483648", "-2147483649", "01", "+1", "1.0", "", "-", "1e2", " 1"}},
      {Primitive::unsigned_int, {"0", "2147483647"}, {"-1", "2147483648", "00", ""}},
      {Primitive::positive_int, {"1", "2147483647"}, {"0", "-1", "2147483648", "01"}},
      {Primitive::decimal,
       {"0", "-0", "1.20", "-1.5e-10", "1E5", "123456789012345678"},
       {"01", "1.", ".5", "+1", "1e", "NaN", "", "1,5", "0x1"}},
      {Primitive::id, {"a", "A-1.b", std::string(64, 'x')}, {"", std::string(65, 'x'), "a b", "a_b", "é"}},
      {Primitive::code, {"final", "two words", "a-b", "5 %"}, {"", " a", "a ", "a  b", "a\tb", "a\nb"}},
      {Primitive::uri,
       {"http://example.org/x", "urn:oid:1.2.3", "Patient/1", "#x"},
       {"", "a b", " http://x", "http://x\xC2\xA0y", "oid:1.2", "uuid:1"}},
      {Primitive::canonical,
       {"http://example.org/x|1.0", "urn:uuid:1", "#fragment"},
       {"", "StructureDefinition/x", "a b"}},
      {Primitive::oid,
       {"urn:oid:1.2.3", "urn:oid:0.0", "urn:oid:2.16.840.1.113883.3"},
       {"1.2.3", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.02", "urn:oid:1.", "urn:oid:1..2", "urn:oid:1.a"}},
      {Primitive::uuid,
       {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
       {"c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520",
        "urn:uuid:c757873dec9a4326a141556f43239520", "urn:uuid:"}},
      {Primitive::base64_binary, {"YWJj", "YWI=", "YQ==", "YW Jj\nYWJj"}, {"", "YWJ", "YWJj=", "Y===", "YW=j", "YW-j"}},
      {Primitive::string, {"x", " x ", "line\nline\ttab", "\xC3\xA9"}, {"", "  ", "\n", std::string("a\x01", 2)}},
      {Primitive::date, {"2026-11-22"}, {"2026-11-31"}},
      {Primitive::date_time, {"2026-11-22T10:00:00Z"}, {"2026-11-22T10:00:00"}},
      {Primitive::instant, {"2026-11-22T10:00:00Z"}, {"2026-11-22"}},
      {Primitive::time, {"10:00:00"}, {"10:00"}},
  };
  return table;
}

}  // namespace

TEST_CASE("each primitive type takes its values and refuses others", "[fhir][primitives]") {
  for (const Row& row : rows()) {
    for (const std::string& text : row.good) {
      INFO(static_cast<int>(row.type) << " takes " << text);
      CHECK(is_valid(row.type, text));
    }
    for (const std::string& text : row.bad) {
      INFO(static_cast<int>(row.type) << " refuses " << text);
      CHECK_FALSE(is_valid(row.type, text));
    }
  }
}

TEST_CASE("strings have a longest length in characters", "[fhir][primitives]") {
  CHECK(is_valid(Primitive::string, std::string(1'048'576, 'x')));
  CHECK_FALSE(is_valid(Primitive::string, std::string(1'048'577, 'x')));
  std::string accents;
  for (int i = 0; i < 1'048'576; ++i) accents += "\xC3\xA9";
  CHECK(is_valid(Primitive::string, accents));
}

TEST_CASE("white space is Unicode's", "[fhir][primitives]") {
  CHECK(begins_with_space("\xE3\x80\x80x"));
  CHECK(ends_with_space("x\xC2\xA0"));
  CHECK(ends_with_space("x\t"));
  CHECK_FALSE(ends_with_space("x\xC3\xA0"));
  CHECK(is_blank(" \xE2\x80\x83\n"));
}

TEST_CASE("decimals beyond what systems keep are told apart", "[fhir][primitives]") {
  CHECK_FALSE(is_extreme_decimal("123456789012345678"));
  CHECK(is_extreme_decimal("1234567890.123456789"));
  CHECK(is_extreme_decimal("1e10000"));
  CHECK_FALSE(is_extreme_decimal("1e-1000"));
}

TEST_CASE("types are known by name", "[fhir][primitives]") {
  CHECK(primitive_of("dateTime") == Primitive::date_time);
  CHECK(primitive_of("base64Binary") == Primitive::base64_binary);
  CHECK(primitive_of("Quantity") == Primitive::none);
  CHECK(is_number(Primitive::positive_int));
  CHECK_FALSE(is_number(Primitive::string));
}
