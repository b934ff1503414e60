// A line an issue: for spreadsheets (RFC 4180), and as editors read the output of eslint.

#include "app/report/report.h"

namespace schakel::app {

namespace {

void field(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string_view title_of(Severity severity) {
  if (severity <= Severity::error) return "Error";
  return severity == Severity::warning ? "Warning" : "Info";
}

std::string one_line(std::string text) {
  for (char& c : text) c = c == '\n' || c == '\r' ? ' ' : c;
  return text;
}

}  // namespace

std::string as_csv(const std::vector<Judged>& judged, const ReportOptions& options) {
  std::string out = "file,line,column,severity,id,expression,text\r\n";
  for (const Judged& j : judged) {
    const Places places(j);
    for (const Issue& issue : j.issues.all()) {
      const LineIndex::Place place = places.of(issue);
      field(out, j.name);
      out.append(",").append(place.line == 0 ? "" : std::to_string(place.line));
      out.append(",").append(place.line == 0 ? "" : std::to_string(place.column));
      out.append(",").append(severity_code(issue.severity)).append(",").append(issue.message->id).append(",");
      field(out, issue.expression);
      out += ',';
      field(out, issue_text(issue, options));
      out += "\r\n";
    }
  }
  return out;
}

std::string as_compact(const std::vector<Judged>& judged, const ReportOptions& options) {
  std::string out;
  for (const Judged& j : judged) {
    const Places places(j);
    for (const Issue& issue : j.issues.all()) {
      const LineIndex::Place place = places.of(issue);
      out += j.name + ": line " + std::to_string(place.line) + ", col " + std::to_string(place.column) + ", ";
      out.append(title_of(issue.severity)).append(" - ");
      if (!issue.expression.empty()) out += issue.expression + ": ";
      out.append(one_line(issue_text(issue, options))).append(" (").append(issue.message->id).append(")\n");
    }
  }
  return out;
}

}  // namespace schakel::app
