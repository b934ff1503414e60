#include "formats/hl7v2/wide.h"
#include "formats/hl7v2/messages.h"
#include "support.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::formats;
using namespace schakel::formats::hl7v2;

namespace {

constexpr std::string_view kLittleMark{"\xFF\xFE", 2};

std::string wide(std::string_view text, Wide kind, bool mark) { return widen(text, kind, mark ? kLittleMark : ""); }

}  // namespace

TEST_CASE("a v2 message in UTF-16 is read, with a byte order mark or without", "[hl7v2][charset]") {
  const std::string text = message("ADT^A01", "PID|||1||L\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80^An\r", "UNICODE UTF-16");
  for (const Wide kind : {Wide::little_endian, Wide::big_endian}) {
    for (const bool mark : {true, false}) {
      const Read m(wide(text, kind, mark));
      REQUIRE(m.ok);
      CHECK(m.issues.empty());
      CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "L\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
      CHECK(Hl7v2().sniff(m.bytes) == 100);
    }
  }
}

TEST_CASE("a v2 message in UTF-16 is answered in UTF-16", "[hl7v2][ack]") {
  for (const bool mark : {true, false}) {
    const Read m(wide(message("ADT^A01", "PID|||1\r"), Wide::big_endian, mark));
    const std::string answer = m.answer(Format::Acknowledgement::accept);
    CHECK(has_byte_order_mark(answer) == mark);
    CHECK(wide_of(answer) == Wide::big_endian);
    CHECK(narrow(answer, Wide::big_endian).find("\rMSA|AA|M1\r") != std::string::npos);
  }
}

TEST_CASE("a file of v2 messages in UTF-16 is split into them", "[hl7v2][batch]") {
  const std::string a = "MSH|^~\\&|A\xC3\xA9\xF0\x9F\x98\x80\rPID|1", b = "MSH|^~\\&|B\rPID|2";
  for (const bool mark : {true, false}) {
    const std::string file =
        wide("FHS|^~\\&\rBHS|^~\\&\r" + a + "\r\r" + b + "\rBTS|2\rFTS|1\r", Wide::little_endian, mark);
    Issues issues;
    const std::vector<Part> found = Hl7v2().split(file, {}, issues);
    REQUIRE(found.size() == 2);
    CHECK(narrow(found[0].bytes, Wide::little_endian) == a);
    CHECK(narrow(found[1].bytes, Wide::little_endian) == b);
    CHECK(file.substr(found[1].offset, found[1].bytes.size()) == found[1].bytes);
    CHECK(Read(std::string(found[1].bytes)).bytes == found[1].bytes);
  }
}

TEST_CASE("broken UTF-16 is replaced and UTF-32 refused", "[hl7v2][charset]") {
  std::string lone = wide(message("ADT^A01", "PID|||1||"), Wide::little_endian, true);
  lone += std::string("\x00\xD8", 2) + wide("x\r", Wide::little_endian, false) + "\x41";
  const Read m(lone);
  REQUIRE(m.ok);
  CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "\xEF\xBF\xBDx");
  const Read refused(std::string("\xFF\xFE\0\0M\0\0\0", 8));
  CHECK_FALSE(refused.ok);
  CHECK(refused.says("v2-charset-not-readable"));
}

TEST_CASE("a message that says UTF-16 and is not counts as undeclared", "[hl7v2][charset]") {
  const Read m(message("ADT^A01", "PID|||1||L\xC3\xA9\r", "UNICODE UTF-16"));
  CHECK(m.issues.empty());
  CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "L\xC3\xA9");
}
