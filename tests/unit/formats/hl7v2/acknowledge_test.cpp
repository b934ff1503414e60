#include "formats/hl7v2/messages.h"
#include "support.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::formats;
using namespace schakel::formats::hl7v2;
using Verdict = Format::Acknowledgement;

namespace {

std::string header(std::string_view fifteen, std::string_view sixteen, std::string_view version = "2.5") {
  return "MSH|^~\\&|APP|FAC|SCHAKEL|HUB|20260313||ADT^A01^ADT_A01|M1|P|" + std::string(version) + "|||" +
         std::string(fifteen) + "|" + std::string(sixteen) + "||8859/1\rPID|||1\r";
}

std::string code(const std::string& text, Verdict verdict) {
  return Read(text).answer(verdict).substr(Read(text).answer(verdict).find("MSA|") + 4, 2);
}

}  // namespace

TEST_CASE("an accepted v2 message gets AA to its own header", "[hl7v2][ack]") {
  CHECK(Read(header("", "")).answer(Verdict::accept) ==
        "MSH|^~\\&|SCHAKEL|HUB|APP|FAC|20260313170205+0100||ACK^A01^ACK|S1|P|2.5||||||8859/1\rMSA|AA|M1\r");
}

TEST_CASE("one answer a message: the application's where MSH-16 asks for it, else the accept answer", "[hl7v2][ack]") {
  CHECK(code(header("", ""), Verdict::error) == "AE");
  CHECK(code(header("", ""), Verdict::reject) == "AR");
  CHECK(code(header("AL", "NE"), Verdict::accept) == "CA");
  CHECK(code(header("AL", "NE"), Verdict::error) == "CE");
  CHECK(code(header("AL", "NE"), Verdict::reject) == "CR");
  CHECK(code(header("AL", "AL"), Verdict::accept) == "AA");
  CHECK(code(header("AL", "ER"), Verdict::accept) == "CA");
  CHECK(code(header("AL", "ER"), Verdict::error) == "AE");
  CHECK(code(header("NE", "SU"), Verdict::accept) == "AA");
}

TEST_CASE("a refusal says where, in the form of the sender's version", "[hl7v2][ack]") {
  Read m(header("", ""));
  Issue& issue = m.issues.add(Severity::error, IssueType::required, kNoControlId);
  issue.expression = "PID-3[2].4.1";
  CHECK(m.answer(Verdict::error)
            .find("\rERR||PID^1^3^2^4^1|101^Required field missing^HL70357|E|||v2-control-id-missing|") !=
        std::string::npos);
  CHECK(m.answer(Verdict::error).find("MSA|AE|M1|MSH-10 is empty") != std::string::npos);
  Read old(header("", "", "2.3"));
  old.issues.add(Severity::error, IssueType::not_supported, kNoControlId).expression = "MSH-9";
  CHECK(old.answer(Verdict::reject).find("\rERR|MSH^1^9^200&MSH-10 is empty") != std::string::npos);
}

TEST_CASE("an answer uses the sender's separators and escapes them in text", "[hl7v2][ack]") {
  constexpr Message kText{"x", "a # b * {0}"};
  Read m("MSH#*:!%#APP#FAC###20260101##ADT*A01#1#P#2.5\rPID###1\r");
  m.issues.add(Severity::error, IssueType::value, kText, {Argument::value(DataText("é"))}).expression = "PID-3";
  const std::string answer = m.answer(Verdict::error);
  CHECK(answer.substr(0, 9) == "MSH#*:!%#");
  CHECK(answer.find("MSA#AE#1#a !F! b !S! ") != std::string::npos);
}

TEST_CASE("even an unreadable message is answered", "[hl7v2][ack]") {
  const Read m("PID|1\r");
  CHECK(m.answer(Verdict::reject).find("MSA|AR|") != std::string::npos);
  CHECK(m.answer(Verdict::reject).find("\rERR||MSH^1|100^Segment sequence error^HL70357|E|") != std::string::npos);
  const Read empty("");
  CHECK(empty.answer(Verdict::reject).substr(0, 9) == "MSH|^~\\&|");
}

TEST_CASE("warnings of an accepted message are told where ERR-4 can call them so", "[hl7v2][ack]") {
  const Read m("MSH|^~\\&|A|B|||20260101||ADT^A03|1|P|2.5\rEVN|A01\rPID|||1\r");
  CHECK(m.answer(Verdict::accept).find("\rERR||EVN^1^1^1|102^Data type error^HL70357|W|") != std::string::npos);
  const Read old("MSH|^~\\&|A|B|||20260101||ADT^A03|1|P|2.3\rEVN|A01\rPID|||1\r");
  CHECK(old.answer(Verdict::accept).find("ERR") == std::string::npos);
}
