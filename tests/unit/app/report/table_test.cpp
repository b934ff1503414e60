#include "reports_of.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::app;
using namespace schakel::app::test;

namespace {

std::string_view format_of(std::string_view file) {
  const ReportFormat* format = report_format_of(file);
  return format == nullptr ? "none" : format->name;
}

}  // namespace

TEST_CASE("the suffix of a file says its format", "[app][report]") {
  CHECK(format_of("a/report.json") == "json");
  CHECK(format_of("report.xml") == "xml");
  CHECK(format_of("report.junit.xml") == "junit");
  CHECK(format_of("report.sarif") == "sarif");
  CHECK(format_of("report.csv") == "csv");
  CHECK(format_of("report") == "none");
  CHECK(report_format("junit") == report_format_of("x.junit.xml"));
  CHECK(report_format("pdf") == nullptr);
}

TEST_CASE("what is less severe than asked for is not reported, and does not change the verdict", "[app][report]") {
  const Judged errors = judged("p.json", kInvalid, Severity::error);
  CHECK_FALSE(errors.valid);
  for (const Issue& issue : errors.issues.all()) CHECK(issue.severity <= Severity::error);
}

TEST_CASE("counts are said as people say them", "[app][report]") {
  CHECK(count_text({1, 2, 3}) == "1 error, 2 warnings");
  CHECK(count_text({0, 0, 1}) == "1 note");
  CHECK(count_text({}) == "no issues");
}

TEST_CASE("SARIF and lists name file, line, id and text", "[app][report]") {
  const std::vector<Judged> all = {judged("a.json", kInvalid, Severity::error)};
  const std::string sarif = as_sarif(all, plain());
  CHECK(sarif.find("\"version\": \"2.1.0\"") != std::string::npos);
  CHECK(sarif.find("\"startLine\": 3") != std::string::npos);
  CHECK(sarif.find("\"uri\": \"a.json\"") != std::string::npos);
  const std::string csv = as_csv(all, plain());
  CHECK(csv.find("file,line,column,severity,id,expression,text\r\na.json,3,16,error,") == 0);
  const std::string compact = as_compact(all, plain());
  CHECK(compact.find("a.json: line 3, col 16, Error - Patient.birthDate: ") == 0);
}
