#include "formats/hl7v2/messages.h"
#include "support.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::formats;
using namespace schakel::formats::hl7v2;

namespace {

std::vector<Part> parts(std::string_view document, Issues& issues, Limits limits = {}) {
  static const Hl7v2 format;
  static Limits kept;
  kept = limits;
  return format.split(document, {&kept, {}}, issues);
}

}  // namespace

TEST_CASE("a v2 file is split into its messages, with or without batch segments", "[hl7v2][batch]") {
  Issues issues;
  const std::string a = "MSH|^~\\&|A\rPID|1", b = "MSH|^~\\&|B\rPID|2";
  for (const std::string& text : {a + "\r" + b + "\r", "FHS|^~\\&\rBHS|^~\\&\r" + a + "\r" + b + "\rBTS|2\rFTS|1\r",
                                  "FHS|^~\\&\r\r" + a + "\r\r" + b + "\rFTS|0\r",
                                  "\x0b" + a + "\r\x1c\r\x0b" + b + "\r\x1c\r", "\xEF\xBB\xBF" + a + "\r\n\r\n" + b}) {
    const auto found = parts(text, issues);
    REQUIRE(found.size() == 2);
    CHECK(found[1].bytes == b);
    CHECK(text.substr(found[1].offset, 3) == "MSH");
  }
  CHECK(issues.empty());
}

TEST_CASE("text outside the messages of a file is reported", "[hl7v2][batch]") {
  Issues issues;
  CHECK(parts("export of today\rMSH|^~\\&|A\rPID|1\r", issues).size() == 1);
  REQUIRE(issues.all().size() == 1);
  CHECK(issues.all()[0].message == &kNotInAMessage);
  CHECK(parts("nothing here", issues).size() == 1);
}

TEST_CASE("the number of messages in a file is bounded", "[hl7v2][batch][limits]") {
  Limits limits;
  limits.batch_messages = 2;
  std::string text = "MSH|^~\\&|A\rMSH|^~\\&|B\r";
  Issues issues;
  CHECK(parts(text, issues, limits).size() == 2);
  CHECK(issues.empty());
  CHECK(parts(text + "MSH|^~\\&|C\r", issues, limits).size() == 2);
  CHECK(issues.has_errors());
}

TEST_CASE("v2 is recognised by its content", "[hl7v2][sniff]") {
  const Hl7v2 f;
  CHECK(f.sniff("MSH|^~\\&|A") == 100);
  CHECK(f.sniff("\xEF\xBB\xBF\r\nMSH#*:!%#A") == 100);
  CHECK(f.sniff("\x0bMSH|^~\\&|A") == 100);
  CHECK(f.sniff("FHS|^~\\&|A") > 0);
  CHECK(f.sniff("{\"resourceType\":\"Bundle\"}") == 0);
  CHECK(f.sniff("<kmehrmessage/>") == 0);
  CHECK(f.sniff("") == 0);
  CHECK(by_content("MSH|^~\\&|A") == by_name("hl7v2"));
  CHECK(by_media_type("x-application/hl7-v2+er7") == by_name("hl7v2"));
}

TEST_CASE("the envelope of a v2 message says type, sender, id and what makes it the same message",
          "[hl7v2][envelope]") {
  const Read m("MSH|^~\\&|OAZIS|AZPROEF|||20260302101702||ADT^A04|3026|T|2.3\rPID|||1\r");
  const Envelope e = m.format.envelope(m.tree);
  CHECK(e.type == "ADT^A04");
  CHECK(e.structure == "ADT_A01");
  CHECK(e.control_id == "3026");
  CHECK(e.sender == "OAZIS|AZPROEF");
  CHECK(e.test);
  CHECK(e.digest_text == "MSH|^~\\&|OAZIS|AZPROEF|||||ADT^A04|3026|T|2.3\rPID|||1\r");
}

TEST_CASE("every v2 name is described as a logical model", "[hl7v2][describe]") {
  std::vector<std::string> models;
  Hl7v2().describe(models);
  CHECK(models.size() > 500);
  bool found = false;
  for (const std::string& m : models) {
    if (m.find(R"("url":"https://schakel.example/fhir/StructureDefinition/hl7v2/PID")") == std::string::npos) continue;
    found = true;
    CHECK(
        m.find(
            R"("path":"PID.PID-3","short":"Patient Identifier List","min":0,"max":"*","type":[{"code":"https://schakel.example/fhir/StructureDefinition/hl7v2/CX"}]})") !=
        std::string::npos);
    CHECK(m.find(R"("valueString":"PID.3")") != std::string::npos);
  }
  CHECK(found);
}
