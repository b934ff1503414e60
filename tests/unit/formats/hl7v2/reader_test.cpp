#include "support.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::formats::hl7v2;

TEST_CASE("the v2 reader names fields, components and sub-components as v2.xml does", "[hl7v2][reader]") {
  const Read m(
      message("ADT^A01",
              "PID|1||4103070012^^^HOSP&1.2.3&ISO^PI~41030701278^^^^NN||VANTESTEN^Godelieve^^^Mevrouw||19410307|F\r"));
  REQUIRE(m.ok);
  CHECK(m.tree.root()->name() == "ADT_A01");
  CHECK(m.value("PID/PID.1") == "1");
  CHECK(m.value("PID/PID.3/CX.1") == "4103070012");
  CHECK(m.value("PID/PID.3/CX.4/HD.1") == "HOSP");
  CHECK(m.value("PID/PID.3/CX.4/HD.3") == "ISO");
  CHECK(m.value("PID/PID.3[1]/CX.5") == "NN");
  CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "VANTESTEN");
  CHECK(m.value("PID/PID.5/XPN.5") == "Mevrouw");
  CHECK(m.value("PID/PID.7") == "19410307");
  CHECK(m.node("PID/PID.2") == nullptr);
  CHECK(m.node("PID/PID.3")->repeats());
  CHECK(m.value("MSH/MSH.1") == "|");
  CHECK(m.value("MSH/MSH.2") == "^~\\&");
  CHECK(m.value("MSH/MSH.9/MSG.2") == "A01");
}

TEST_CASE("the v2 reader keeps the place of every value in the received bytes", "[hl7v2][reader]") {
  const Read m(message("ADT^A01", "PID|||A1~B2^^^X&Y||N\xE9^Jo\r", "8859/1"));
  CHECK(m.source("PID/PID.3[1]/CX.1") == "B2");
  CHECK(m.source("PID/PID.3[1]") == "B2^^^X&Y");
  CHECK(m.source("PID/PID.3[1]/CX.4/HD.2") == "Y");
  CHECK(m.source("PID/PID.5") == "N\xE9^Jo");
  CHECK(m.source("PID").substr(0, 7) == "PID|||A");
  CHECK(m.place("PID/PID.3[1]/CX.4/HD.2") == "PID-3[2].4.2");
  CHECK(m.place("PID/PID.3") == "PID-3[1]");
  CHECK(m.place("PID") == "PID");
}

TEST_CASE("the v2 reader groups segments by the structure of the event", "[hl7v2][structure]") {
  CHECK(Read(message("ORU^R01", "PID|1\rPV1|1\rORC|RE\rOBR|1\rNTE|1\rOBX|1\rNTE|1\rOBX|2\rOBR|2\rOBX|1\r")).shape() ==
        "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1)) ORDER_OBSERVATION(ORC OBR NTE OBSERVATION(OBX NTE) "
        "OBSERVATION(OBX)) "
        "ORDER_OBSERVATION(OBR OBSERVATION(OBX))))");
  CHECK(Read(message("ADT^A08", "EVN|A08\rPID|1\rPV1|1\rIN1|1\rIN2|1\rIN1|2\r")).shape() ==
        "ADT_A01(MSH EVN PID PV1 INSURANCE(IN1 IN2) INSURANCE(IN1))");
  CHECK(Read(message("MDM^T02", "EVN|T02\rPID|1\rPV1|1\rTXA|1\rOBX|1\rOBX|2\r")).shape() ==
        "MDM_T02(MSH EVN PID PV1 TXA OBSERVATION(OBX) OBSERVATION(OBX))");
}

TEST_CASE("a v2 segment out of order goes to the nearest open group that names it", "[hl7v2][structure]") {
  const Read m(message("ADT^A03", "EVN|A03\rPID|1\rPV1|1\rIN1|1\rOBX|1\rDG1|1\rZIT|1\rAL1|1\r"));
  CHECK(m.shape() == "ADT_A03(MSH EVN PID PV1 INSURANCE(IN1) OBX DG1 ZIT AL1)");
  CHECK(m.issues.empty());
}

TEST_CASE("a v2 segment that no group names stays where it stands", "[hl7v2][structure]") {
  const Read m(message("ORU^R01", "PID|1\rOBR|1\rOBX|1\rZLB|1|x^y\rNTE|1\rTXA|1\rOBX|2\r"));
  CHECK(
      m.shape() ==
      "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX ZLB NTE TXA) OBSERVATION(OBX))))");
  CHECK(m.says("v2-segment-not-in-structure"));
  CHECK(m.value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/ZLB/ZLB.2/C.2") == "y");
  CHECK(m.value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/ZLB/ZLB.1") == "1");
}

TEST_CASE("a v2 note after the visit belongs to the patient, not to an order that has not begun",
          "[hl7v2][structure]") {
  CHECK(Read(message("ORU^R01", "PID|1\rPV1|1\rNTE|1\rOBR|1\r")).shape() ==
        "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1) NTE) ORDER_OBSERVATION(OBR)))");
}

TEST_CASE("MSH-9.3 counts only where the table has it", "[hl7v2][structure]") {
  CHECK(Read(message("ADT^A08^ADT_A08", "PID|1\r")).tree.root()->name() == "ADT_A01");
  CHECK(Read(message("ADT^A08^ADT_A01", "PID|1\r")).tree.root()->name() == "ADT_A01");
  CHECK(Read(message("ADT^^ADT_A03", "PID|1\r")).tree.root()->name() == "ADT_A03");
  CHECK(Read(message("ORU", "PID|1\r")).tree.root()->name() == "ORU_R01");
  CHECK(Read(message("ADT", "EVN|A03\rPID|1\r")).tree.root()->name() == "ADT_A03");
  CHECK(Read(message("XYZ^Z01", "PID|1\rABC|2\r")).shape() == "XYZ_Z01(MSH PID ABC)");
}

TEST_CASE("OBX-5 has the type that OBX-2 names", "[hl7v2][reader]") {
  const auto value = [](const std::string& obx, std::string_view path) {
    return Read(message("ORU^R01", "PID|1\rOBR|1\r" + obx + "\r"))
        .value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/" + std::string(path));
  };
  CHECK(value("OBX|1|NM|a^b||1,31", "OBX.5") == "1,31");
  CHECK(value("OBX|1|NM|a^b||60~120", "OBX.5[1]") == "120");
  CHECK(value("OBX|1|SN|a||<^60", "OBX.5/SN.1") == "<");
  CHECK(value("OBX|1|CE|a||10^Thuis & meer^L", "OBX.5/CE.2") == "Thuis & meer");
  CHECK(value("OBX|1|ST|a||10^3 & more", "OBX.5") == "10^3 & more");
  CHECK(value("OBX|1|TX|a||  indented", "OBX.5") == "  indented");
  CHECK(value("OBX|1|ED|a||X^AP^PDF^Base64^JVBE", "OBX.5/ED.5") == "JVBE");
  CHECK(value("OBX|1|??|a||1^2", "OBX.5/C.2") == "2");
  CHECK(value("OBX|1||a||free", "OBX.5") == "free");
}

TEST_CASE("v2 escapes are decoded and stray backslashes kept", "[hl7v2][escape]") {
  const auto ft = [](const std::string& text) {
    return Read(message("ORU^R01", "PID|1\rOBR|1\rOBX|1|FT|a||" + text + "\r"))
        .value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/OBX.5");
  };
  CHECK(ft("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f") == "a|b^c&d~e\\f");
  CHECK(ft("one\\.br\\\\.br\\two\\.sp2\\three") == "one\n\ntwo\n\nthree");
  CHECK(ft("one\\.BR\\two") == "one\ntwo");
  // A carriage return with its line feed is one line end.
  CHECK(ft("one\\X0D0A\\two") == "one\ntwo");
  CHECK(ft("one\\X0D\\\\X0A\\two") == "one\ntwo");
  CHECK(ft("one\\X0D0D0A0A\\two") == "one\n\n\ntwo");
  CHECK(ft("one\\X0A\\\\X0D\\two") == "one\n\ntwo");
  CHECK(ft("\\H\\bold\\N\\ \\X48\\\\X490A4A\\") == "bold HI\nJ");
  CHECK(ft("\\E\\\\E\\server\\E\\share") == "\\\\server\\share");
  CHECK(ft("\\\\server\\share\\T\\x") == "\\\\server\\share&x");
  CHECK(ft("odd\\") == "odd\\");
  CHECK(ft("\\Zxx\\ \\Xzz\\") == "\\Zxx\\ \\Xzz\\");
  CHECK(ft("\\C2842\\x\\M2442\\") == "x");
}

TEST_CASE("v2 separators may be any, and the last ones may be left out", "[hl7v2][reader]") {
  const Read m("MSH#*:!%#APP#FAC###20260101##ADT*A01#1#P#2.3\rPID###1*2:3##A!S!B%C*D\r");
  REQUIRE(m.ok);
  CHECK(m.value("PID/PID.3[1]/CX.1") == "3");
  CHECK(m.value("PID/PID.5/XPN.1/FN.1") == "A*B");
  CHECK(m.value("PID/PID.5/XPN.1/FN.2") == "C");
  const Read short_one("MSH|^~|A|B|||20260101||ADT^A01|1|P|2.1\rPID|||1^2~3\r");
  REQUIRE(short_one.ok);
  CHECK(short_one.value("PID/PID.3[1]/CX.1") == "3");
  CHECK(Read("MSH|^~\\&#|A|B|||20260101||ADT^A01|1|P|2.7\r").ok);
}

TEST_CASE("absent is no node, two quotes are a value, and an empty repetition keeps its place", "[hl7v2][reader]") {
  const Read m(message("ADT^A01", "PID|||a~~c|\"\"|  |NULL^x|null\rPV1|1|I|^^|NULL|||null^Null^Jan\r"));
  CHECK(m.value("PID/PID.3[1]") == "(no value)");
  CHECK(m.node("PID/PID.3[1]")->first_child() == nullptr);
  CHECK(m.place("PID/PID.3[2]") == "PID-3[3]");
  CHECK(m.value("PID/PID.4/CX.1") == "\"\"");
  CHECK(m.node("PID/PID.5") == nullptr);
  CHECK(m.value("PID/PID.6/XPN.1/FN.1") == "NULL");
  CHECK(m.node("PID/PID.7") == nullptr);
  CHECK(m.node("PV1/PV1.3") == nullptr);
  CHECK(m.node("PV1/PV1.4") == nullptr);
  CHECK(m.value("PV1/PV1.7/XCN.2/FN.1") == "Null");
}

TEST_CASE("v2 segments end with CR, LF or CR LF, and text may break a line", "[hl7v2][reader]") {
  for (const std::string end : {"\r", "\n", "\r\n", "\r\r\n"}) {
    std::string text = message("ORU^R01", "PID|1||7  \rOBR|1\rOBX|1|NM|k||5\r");
    for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos; at += end.size())
      text.replace(at, 1, end);
    const Read m(text);
    REQUIRE(m.ok);
    CHECK(m.value("PATIENT_RESULT/PATIENT/PID/PID.3/CX.1") == "7");
    CHECK(m.value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/OBX.5") == "5");
  }
  const Read broken(message("ORU^R01", "PID|1\rOBR|1\rOBX|1|TX|k||first line\r\nsecond line\nthird|x|||||F\rNTE|1\r"));
  CHECK(broken.value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/OBX.5") == "first line\nsecond line\nthird");
  CHECK(broken.value("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/OBX.11") == "F");
  CHECK(broken.says("v2-line-break-in-field"));
}

TEST_CASE("a v2 message may stand in BOM and MLLP bytes", "[hl7v2][reader]") {
  CHECK(Read("\xEF\xBB\xBF" + message("ADT^A01", "PID|1\r")).ok);
  CHECK(Read("\x0b" + message("ADT^A01", "PID|1\r") + "\x1c\r").value("PID/PID.1") == "1");
  CHECK(Read("\r\n " + message("ADT^A01", "PID|1\r")).ok);
}

TEST_CASE("fields and components beyond the dictionary are kept", "[hl7v2][reader]") {
  const Read m(
      message("ADT^A01", "PID|1" + std::string(60, '|') + "late\rPV1|1|I^Inpatient||||12^^^A^B^C^D^E^F^G^H^I^J^K\r"));
  CHECK(m.value("PID/PID.61") == "late");
  CHECK(m.value("PV1/PV1.2/CWE.2") == "Inpatient");
  CHECK(m.place("PID/PID.61") == "PID-61[1]");
}

TEST_CASE("control characters never reach the tree", "[hl7v2][reader]") {
  const Read m(message("ADT^A01",
                       "PID|||12\x01"
                       "3||A\x07^B\r"));
  REQUIRE(m.ok);
  CHECK(m.value("PID/PID.3/CX.1") == "123");
  const std::string with_nul = message("ADT^A01", "PID|||12?3||A\r");
  std::string text = with_nul;
  text[text.find('?')] = '\0';
  CHECK(Read(text).value("PID/PID.3/CX.1") == "123");
  CHECK(Read(text).says("v2-control-characters"));
}

TEST_CASE("unreadable v2 messages are refused with a place", "[hl7v2][reader]") {
  const auto why = [](const std::string& text) {
    const Read m(text);
    CHECK_FALSE(m.ok);
    REQUIRE(m.issues.all().size() == 1);
    return std::string(m.issues.all()[0].message->id) + " " + m.issues.all()[0].expression;
  };
  CHECK(why("") == "v2-no-msh MSH");
  CHECK(why("PID|1") == "v2-no-msh MSH");
  CHECK(why("MSH|^~") == "v2-msh-too-short MSH");
  CHECK(why("MSH|^^\\&|A|B") == "v2-delimiters MSH-2");
  CHECK(why("MSHA^~\\&AAAB") == "v2-delimiters MSH-2");
  CHECK(why(message("", "PID|1\r")) == "v2-message-type-missing MSH-9");
  CHECK(why(std::string("\xFF\xFE\0\0M\0\0\0", 8)) == "v2-charset-not-readable MSH-18");
}

TEST_CASE("the v2 reader holds its limits", "[hl7v2][limits]") {
  Limits limits;
  const std::string text = message("ADT^A01", "PID|1||a~b~c\r");
  limits.message_bytes = text.size();
  CHECK(Read(text, {}, limits).ok);
  limits.message_bytes = text.size() - 1;
  CHECK(Read(text, {}, limits).says("v2-too-long"));
  limits = {};
  limits.nodes = Read(text).tree.size();
  CHECK(Read(text, {}, limits).ok);
  --limits.nodes;
  CHECK_FALSE(Read(text, {}, limits).ok);
  limits.nodes = 1000;
  CHECK(
      Read(message("ADT^A01", "PID|||" + std::string(100'000, '~') + "x\r"), {}, limits).says("v2-too-many-elements"));
}

TEST_CASE("EVN-1 unlike MSH-9 is a warning", "[hl7v2][reader]") {
  const Read m(message("ADT^A03", "EVN|A01\rPID|1\r"));
  CHECK(m.ok);
  CHECK(m.says("v2-event-differs"));
  CHECK(m.tree.root()->name() == "ADT_A03");
}
