// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code hosts show beside the lines of a change.

#include "app/report/report.h"
#include "app/version.h"
#include "syntax/json/emitter.h"

#include <set>

namespace schakel::app {

namespace {

using syntax::json::Emitter;

std::string_view level_of(Severity severity) {
  if (severity <= Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "note";
}

void location(Emitter& json, const Judged& judged, const Issue& issue, const LineIndex::Place& place) {
  json.key("locations").array().object().key("physicalLocation").object();
  json.key("artifactLocation").object().member("uri", std::string_view(judged.name)).end();
  if (place.line != 0) {
    json.key("region").object();
    json.member("startLine", place.line).member("startColumn", place.column).end();
  }
  json.end();
  if (!issue.expression.empty()) {
    json.key("logicalLocations").array().object();
    json.member("fullyQualifiedName", std::string_view(issue.expression)).end().end();
  }
  json.end().end();
}

}  // namespace

std::string as_sarif(const std::vector<Judged>& judged, const ReportOptions& options) {
  std::string out;
  Emitter json(out, true);
  json.object().member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
  json.key("runs").array().object().key("tool").object().key("driver").object();
  json.member("name", "Schakel").member("version", std::string_view(kVersionText)).key("rules").array();
  std::set<std::string_view> rules;
  for (const Judged& j : judged) {
    for (const Issue& issue : j.issues.all()) rules.insert(issue.message->id);
  }
  for (const std::string_view rule : rules) json.object().member("id", rule).end();
  json.end().end().end().key("columnKind").value("unicodeCodePoints").key("results").array();
  for (const Judged& j : judged) {
    const Places places(j);
    for (const Issue& issue : j.issues.all()) {
      json.object().member("ruleId", issue.message->id).member("level", level_of(issue.severity));
      json.key("message").object().member("text", std::string_view(issue_text(issue, options))).end();
      location(json, j, issue, places.of(issue));
      json.end();
    }
  }
  json.end().end().end().end();
  return out + '\n';
}

}  // namespace schakel::app
