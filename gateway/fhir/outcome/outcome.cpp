#include "fhir/outcome/outcome.h"

#include "fhir/outcome/catalogue.h"
#include "syntax/json/emitter.h"

#include <optional>

namespace schakel::fhir {

namespace {

using syntax::json::Emitter;

constexpr std::string_view kHl7 = "http://hl7.org/fhir/StructureDefinition/operationoutcome-";

class Writer {
 public:
  Writer(const OutcomeOptions& options, std::string& out) : options_(options), json_(out, options.pretty) {}

  void begin() { json_.object().member("resourceType", "OperationOutcome").key("issue").array(); }
  void end() { json_.end().end(); }

  void plain(Severity severity, IssueType type, std::string_view id, std::string_view text) {
    json_.object().member("severity", severity_code(severity)).member("code", issue_type_code(type));
    details(id, text);
    json_.end();
  }

  void issue(const Issue& issue) {
    json_.object();
    extensions(issue);
    json_.member("severity", severity_code(issue.severity)).member("code", issue_type_code(issue.type));
    std::string text = text_in(issue, options_.language, true);
    if (issue.count > 1) text += " (" + std::to_string(issue.count) + " times)";
    details(issue.message->id, text);
    json_.member_if("diagnostics", issue.definition);
    if (!issue.expression.empty()) json_.key("expression").array().value(std::string_view(issue.expression)).end();
    json_.end();
  }

 private:
  void details(std::string_view id, std::string_view text) {
    json_.key("details").object();
    if (!id.empty())
      json_.key("coding").array().object().member("system", kMessageSystem).member("code", id).end().end();
    json_.member("text", text).end();
  }

  void integer_extension(std::string_view name, std::uint32_t value) {
    json_.object().member("url", std::string_view(std::string(kHl7).append(name))).member("valueInteger", value).end();
  }
  void string_extension(std::string_view url, std::string_view value) {
    json_.object().member("url", url).member("valueString", value).end();
  }

  void extensions(const Issue& issue) {
    json_.key("extension").array();
    if ((!issue.span.empty() || issue.span.begin != 0) && !options_.document.empty()) {
      if (!lines_) lines_.emplace(options_.document);
      const LineIndex::Place place = lines_->at(issue.span.begin);
      integer_extension("issue-line", place.line + options_.first_line - 1);
      integer_extension("issue-col", place.column);
    }
    string_extension(std::string(kHl7).append("message-id"), issue.message->id);
    if (!options_.file.empty()) string_extension(std::string(kHl7).append("file"), options_.file);
    if (!issue.origin.path.empty()) origin(issue.origin);
    json_.end();
  }

  void origin(const Origin& origin) {
    json_.object().member("url", kOriginExtension).key("extension").array();
    string_extension("path", origin.path);
    if (!origin.span.empty() && !options_.origin.empty()) {
      if (!origin_lines_) origin_lines_.emplace(options_.origin);
      const LineIndex::Place place = origin_lines_->at(origin.span.begin);
      json_.object().member("url", "line").member("valueInteger", place.line).end();
      json_.object().member("url", "column").member("valueInteger", place.column).end();
    }
    json_.end().end();
  }

  const OutcomeOptions& options_;
  Emitter json_;
  std::optional<LineIndex> lines_;
  std::optional<LineIndex> origin_lines_;
};

}  // namespace

void write_outcome(const Issues& issues, const OutcomeOptions& options, std::string& out) {
  Writer writer(options, out);
  writer.begin();
  if (!options.first.empty()) writer.plain(Severity::information, IssueType::informational, {}, options.first);
  for (const Issue& issue : issues.all()) writer.issue(issue);
  if (issues.dropped() != 0) {
    writer.plain(Severity::information, IssueType::incomplete, "more-issues",
                 std::to_string(issues.dropped()) + " more issues were found and counted, not kept");
  }
  if (issues.empty() && options.first.empty())
    writer.plain(Severity::information, IssueType::informational, "all-ok", text_in("No issues", options.language));
  writer.end();
}

std::string simple_outcome(Severity severity, IssueType type, std::string_view id, std::string_view text) {
  std::string out;
  const OutcomeOptions options;
  Writer writer(options, out);
  writer.begin();
  writer.plain(severity, type, id, text);
  writer.end();
  return out;
}

}  // namespace schakel::fhir
