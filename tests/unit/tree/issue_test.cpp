#include "tree/issue.h"

#include <catch2/catch.hpp>

using namespace schakel;

namespace {
constexpr Message kExample{"example", "{0} is not in {1}"};
}

TEST_CASE("values of a message are left out of a text for the log", "[issue][privacy]") {
  Issues issues;
  const Issue& issue = issues.add(Severity::error, IssueType::value, kExample,
                                  {Argument::value(DataText("Jansens")), Argument::name("Patient.name")});
  CHECK(text_of(issue, true) == "Jansens is not in Patient.name");
  CHECK(text_of(issue, false) == "… is not in Patient.name");
}

TEST_CASE("issues over the bound are counted and still decide", "[issue]") {
  Issues issues(2);
  for (int i = 0; i < 3; ++i) issues.add(Severity::warning, IssueType::value, kExample);
  CHECK(issues.all().size() == 2);
  CHECK(issues.dropped() == 1);
  CHECK_FALSE(issues.has_errors());
  issues.add(Severity::error, IssueType::value, kExample);
  CHECK(issues.has_errors());
}

TEST_CASE("lines end at LF, CR LF and CR, and columns count characters", "[issue]") {
  const LineIndex index("MSH\rPID\r\nPV1\né|x");
  CHECK(index.at(0).line == 1);
  CHECK(index.at(4).line == 2);
  CHECK(index.at(9).line == 3);
  CHECK(index.at(13).line == 4);
  CHECK(index.at(16).line == 4);
  CHECK(index.at(16).column == 3);
}

TEST_CASE("columns are right far out in a long line", "[tree][issue]") {
  std::string line;
  for (int i = 0; i < 3000; ++i) line += i % 7 == 0 ? "é" : "x";
  const std::string document = "first\n" + line + "\nlast";
  const LineIndex index(document);
  std::uint32_t column = 1;
  for (std::uint32_t at = 6; at < 6 + line.size(); ++at) {
    if ((static_cast<unsigned char>(document[at]) & 0xC0U) == 0x80) continue;
    const LineIndex::Place place = index.at(at);
    if (place.line != 2 || place.column != column) FAIL("byte " << at << " is in column " << place.column);
    ++column;
  }
  CHECK(index.at(static_cast<std::uint32_t>(document.size())).line == 3);
  CHECK(index.at(static_cast<std::uint32_t>(document.size())).column == 5);
}

TEST_CASE("places are found in a document whose size is that of whole blocks", "[tree][issue]") {
  const std::string document(4096, 'x');
  CHECK(LineIndex(document).at(4096).column == 4097);
  CHECK(LineIndex("").at(0).column == 1);
}
