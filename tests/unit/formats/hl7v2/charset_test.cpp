#include "formats/hl7v2/charset.h"
#include "support.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::formats::hl7v2;

namespace {

std::string family(const std::string& declared, const std::string& name, std::string_view channel = {}) {
  return Read(message("ADT^A01", "PID|||1||" + name + "\r", declared), channel).value("PID/PID.5/XPN.1/FN.1");
}

}  // namespace

TEST_CASE("the character set of a v2 message is the channel's, MSH-18's, else what fits", "[hl7v2][charset]") {
  CHECK(family("8859/1",
               "L\xE9"
               "a") == "Léa");
  CHECK(family("8859/15", "\xA4") == "€");
  CHECK(family("UNICODE UTF-8",
               "L\xC3\xA9"
               "a") == "Léa");
  CHECK(family("",
               "L\xC3\xA9"
               "a") == "Léa");
  CHECK(family("",
               "L\xE9"
               "a\x80") == "Léa€");
  CHECK(family("ASCII",
               "L\xE9"
               "a") == "Léa");
  CHECK(family("8859/1", "L\xC3\xA9", "UTF-8") == "Lé");
  CHECK(family("8859/2", "\xB1") == "ą");
  CHECK(family("8859/1~UNICODE UTF-8", "\xE9") == "é");
}

TEST_CASE("a wrong or unknown character set is a warning and the text is read", "[hl7v2][charset]") {
  const Read wrong(message("ADT^A01",
                           "PID|||1||L\xE9"
                           "a\r",
                           "UNICODE UTF-8"));
  CHECK(wrong.ok);
  CHECK(wrong.says("v2-not-utf8"));
  CHECK(wrong.value("PID/PID.5/XPN.1/FN.1") == "Léa");
  const Read unknown(message("ADT^A01",
                             "PID|||1||L\xE9"
                             "a\r",
                             "KLINGON"));
  CHECK(unknown.ok);
  CHECK(unknown.says("v2-charset-unknown"));
  CHECK(Read(message("ADT^A01", "PID|||1||Lea\r", "KLINGON")).issues.empty());
}

TEST_CASE("a byte order mark decides for UTF-8", "[hl7v2][charset]") {
  const Read m("\xEF\xBB\xBF" + message("ADT^A01", "PID|||1||L\xC3\xA9\r", "8859/1"));
  CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "Lé");
}

TEST_CASE("text goes back into the sender's character set", "[hl7v2][charset]") {
  CHECK(from_utf8("Léa €", {CharsetKind::cp1252, nullptr}) ==
        "L\xE9"
        "a \x80");
  CHECK(from_utf8("Léa Ω", {CharsetKind::ascii, nullptr}) == "L?a ?");
  CHECK(from_utf8("ą", *charset_named("8859/2")) == "\xB1");
}

TEST_CASE("hexadecimal escapes are bytes of the message's character set", "[hl7v2][charset][escape]") {
  CHECK(family("8859/1", "L\\XE9\\a") == "Léa");
  CHECK(family("UNICODE UTF-8", "L\\XC3A9\\a") == "Léa");
  CHECK(family("UNICODE UTF-8", "L\\XE9\\a") == "Léa");
}
