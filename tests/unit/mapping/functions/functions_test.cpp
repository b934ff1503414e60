#include "mapping/functions/table.h"

#include "fhirpath/fhirpath.h"

#include <catch2/catch.hpp>

#include <string>

using namespace schakel;

namespace {

// All results of an expression without data, with a `;` between them.
std::string of(std::string_view expression) {
  fhirpath::CompileOptions options;
  options.functions = mapping::functions();
  const auto program = fhirpath::compile(expression, options);
  if (!program) return "error: " + program.error().message;
  fhirpath::Evaluator evaluator(nullptr);
  const auto result = evaluator.run(**program, {});
  if (!result) return "error: " + result.error().message;
  std::string all;
  for (const fhirpath::Value& value : *result) all += (all.empty() ? "" : ";") + fhirpath::to_text(value);
  return all;
}

}  // namespace

TEST_CASE("numbers keep their digits, whatever their separators", "[mapping][functions]") {
  CHECK(of("'68,4'.v2Number()") == "68.4");
  CHECK(of("'1.20'.v2Number()") == "1.20");
  CHECK(of("'+.5'.v2Number()") == "0.5");
  CHECK(of("'-007'.v2Number()") == "-7");
  CHECK(of("'<= 5'.v2Number()") == "5");
  CHECK(of("'1.234,5'.v2Number()") == "1234.5");
  CHECK(of("'1,234.5'.v2Number()") == "1234.5");
  CHECK(of("'1e5'.v2Number()") == "100000");
  CHECK(of("'1.50E+1'.v2Number()") == "15.0");
  CHECK(of("'-2,5e-3'.v2Number()") == "-0.0025");
  for (const char* text : {"12a", "", "1.2.3", "12,34,5", "1 2", "-", "<", "60~120", "1e", "e5", "1e5.0", "1e999"}) {
    CHECK(of("'" + std::string(text) + "'.v2Number()").empty());
  }
}

TEST_CASE("a time of day is FHIR's when it has minutes and no zone", "[mapping][functions]") {
  CHECK(of("'0815'.v2Time()") == "08:15:00");
  CHECK(of("'081530.25'.v2Time()") == "08:15:30.25");
  CHECK(of("'08:15'.v2Time()") == "08:15:00");
  for (const char* text : {"08", "2415", "0860", "081530.", "0815+0100", "815", "noon", ""})
    CHECK(of("'" + std::string(text) + "'.v2Time()").empty());
}

TEST_CASE("a comparison is told apart from its number", "[mapping][functions]") {
  CHECK(of("'<5'.v2Comparator()") == "<");
  CHECK(of("'>=5'.v2Comparator()") == ">=");
  CHECK(of("'=<5'.v2Comparator()") == "<=");
  CHECK(of("'5'.v2Comparator()").empty());
  CHECK(of("'<>'.v2Comparator()").empty());
}

TEST_CASE("units have a UCUM code only where there is no doubt", "[mapping][functions]") {
  CHECK(of("'mmol/l'.beUcum()") == "mmol/L");
  CHECK(of("'MG/DL'.beUcum()") == "mg/dL");
  CHECK(of("'UI/l'.beUcum()") == "[IU]/L");
  CHECK(of("'x10^9/L'.beUcum()") == "10*9/L");
  CHECK(of("'10E6/mm3'.beUcum()") == "10*6/mm3");
  CHECK(of("'\\u00B5g/l'.beUcum()") == "ug/L");
  CHECK(of("'\\u00B0C'.beUcum()") == "Cel");
  CHECK(of("'mL/min/{1.73_m2}'.beUcum()") == "mL/min/{1.73_m2}");
  CHECK(of("'g/l'.beUcum()") == "g/L");
  // Valid UCUM that stands in no table.
  for (const char* text : {"mmol/L/h", "ug/min", "m[IU]/L", "[pH]", "mm[Hg]", "kPa", "10*3/uL", "mg/(24.h)", "cm2",
                           "ug/L{FEU}", "{score}", "/[HPF]", "[drp]", "mg/kg/d", "mol/m3"})
    CHECK(of("'" + std::string(text) + "'.beUcum()") == text);
  // Valid UCUM that says something else than its writer.
  CHECK(of("'MG/L'.beUcum()") == "mg/L");
  CHECK(of("'mm/u'.beUcum()") == "mm/h");
  for (const char* text : {"K/uL", "mL/u", "AU/mL", "pH", "st", "l/m", "PT", "C", "F", "EU/mL", "100", "ml/min/1.73"})
    CHECK(of("'" + std::string(text) + "'.beUcum()").empty());
  for (const char* text : {"G/L", "T/L", "", "bla", "E"}) CHECK(of("'" + std::string(text) + "'.beUcum()").empty());
}

TEST_CASE("Belgian numbers come without punctuation, and only when their check digits hold", "[mapping][functions]") {
  CHECK(of("'85.07.30-033.28'.beSsin()") == "85073003328");
  CHECK(of("'85.07.30-033.29'.beSsin()").empty());
  CHECK(of("'1/42966/12/004'.beNihdi()") == "14296612004");
  CHECK(of("'12345678901'.beNihdi()").empty());
  CHECK(of("'BE 0419'.beCbe()").empty());
  CHECK(of("'0419.052.173'.beCbe()") == "0419052173");
  CHECK(of("'419052173'.beCbe()") == "0419052173");
}

TEST_CASE("keys differ when their parts do, and there is none of half the parts", "[mapping][functions]") {
  CHECK(of("identityKey('a', 'bc')").size() == 32);
  CHECK(of("identityKey('a', 'bc')") == of("identityKey('a', 'bc')"));
  CHECK(of("identityKey('a', 'bc')") != of("identityKey('ab', 'c')"));
  CHECK(of("identityKey('a' | 'b', 'c')") != of("identityKey('a', 'b' | 'c')"));
  CHECK(of("identityKey('a', {})").empty());
  CHECK(of("urnUuid('a')").substr(0, 9) == "urn:uuid:");
  CHECK(of("urnUuid('a')").size() == 45);
  CHECK(of("urnUuid('a', {})").empty());
}

TEST_CASE("texts are joined into lines and encoded for urls", "[mapping][functions]") {
  CHECK(of("('a ' | 'b').v2Text()") == "a \nb");
  CHECK(of("('a' | 'b').v2Text(', ')") == "a, b");
  CHECK(of("'a \\r\\nb  \\n\\n'.v2Text()") == "a\nb");
  CHECK(of("'  indented  '.v2Text()") == "  indented");
  CHECK(of("'   '.v2Text()").empty());
  CHECK(of("'a|b, c'.urlEncode()") == "a%5C%7Cb%5C%2C%20c");
}
