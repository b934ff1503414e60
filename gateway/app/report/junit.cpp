// JUnit XML as build servers read it (Jenkins' junit-10.xsd, GitLab, Azure): one test case a document, named by its
// file within its folder; a document that is not valid is a failure, one that could not be read an error. What is no
// error stands in system-out.

#include "app/report/report.h"
#include "syntax/xml/writer.h"

#include <cstdio>

namespace schakel::app {

namespace {

std::string seconds(double s) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f", s);
  return text;
}

void attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  syntax::xml::append_attribute(out, value);
  out += '"';
}

void element(std::string& out, std::string_view name, std::string_view message, std::string_view text) {
  out.append("      <").append(name);
  if (!message.empty()) attribute(out, "message", message);
  if (name != "system-out") attribute(out, "type", "OperationOutcome");
  out += '>';
  syntax::xml::append_text(out, text);
  out.append("</").append(name).append(">\n");
}

// `a/b/c.json` -> `a.b`: build servers show the parts of a class as folders.
std::string class_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  std::string folder = slash == std::string_view::npos ? std::string() : std::string(name.substr(0, slash));
  for (char& c : folder) c = c == '/' ? '.' : c;
  folder.erase(0, folder.find_first_not_of('.'));
  return folder.empty() ? "validate" : folder;
}

void test_case(std::string& out, const Judged& judged, const ReportOptions& options) {
  const Places places(judged);
  std::string errors;
  std::string rest;
  for (const Issue& issue : judged.issues.all()) {
    const LineIndex::Place place = places.of(issue);
    std::string line(severity_code(issue.severity));
    if (!issue.expression.empty()) line += ' ' + issue.expression;
    if (place.line != 0) line += " (" + std::to_string(place.line) + ':' + std::to_string(place.column) + ')';
    line.append(": ").append(issue_text(issue, options)).append(" [").append(issue.message->id).append("]\n");
    (issue.severity <= Severity::error ? errors : rest) += line;
  }
  const std::size_t slash = judged.name.rfind('/');
  out += "    <testcase";
  attribute(out, "classname", class_of(judged.name));
  attribute(out, "name", slash == std::string::npos ? judged.name : judged.name.substr(slash + 1));
  attribute(out, "time", seconds(judged.seconds));
  out += ">\n";
  if (judged.failed) {
    element(out, "error", "not read", errors);
  } else if (!judged.valid) {
    element(out, "failure", count_text(count_of(judged)), errors);
  }
  if (!rest.empty()) element(out, "system-out", {}, rest);
  out += "    </testcase>\n";
}

}  // namespace

std::string as_junit(const std::vector<Judged>& judged, const ReportOptions& options) {
  std::size_t failures = 0;
  std::size_t errors = 0;
  double time = 0;
  std::string cases;
  for (const Judged& j : judged) {
    errors += j.failed ? 1 : 0;
    failures += !j.valid && !j.failed ? 1 : 0;
    time += j.seconds;
    test_case(cases, j, options);
  }
  std::string counts;
  attribute(counts, "name", "schakel validate");
  attribute(counts, "tests", std::to_string(judged.size()));
  attribute(counts, "failures", std::to_string(failures));
  attribute(counts, "errors", std::to_string(errors));
  attribute(counts, "time", seconds(time));
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n  <testsuite" + counts +
         " skipped=\"0\">\n" + cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace schakel::app
