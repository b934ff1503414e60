#include "app/validate_output.h"

#include "fhir/outcome/catalogue.h"
#include "fhir/outcome/outcome.h"

#include <algorithm>

namespace schakel::app {

namespace {

struct Count {
  std::size_t errors = 0, warnings = 0, notes = 0;
};

Count count_of(const Issues& issues) {
  Count c;
  for (const Issue& i : issues.all()) {
    if (i.severity <= Severity::error) ++c.errors;
    if (i.severity == Severity::warning) ++c.warnings;
    if (i.severity == Severity::information) ++c.notes;
  }
  return c;
}

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::fatal:
    case Severity::error: return "\x1b[31m";
    case Severity::warning: return "\x1b[33m";
    case Severity::information: break;
  }
  return "\x1b[36m";
}

std::string_view line_at(std::string_view text, std::uint32_t offset) {
  offset = std::min(offset, static_cast<std::uint32_t>(text.size()));
  std::size_t begin = offset;
  while (begin > 0 && text[begin - 1] != '\n') --begin;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  return text.substr(begin, end - begin);
}

void mark(std::string& out, const Judged& judged, const Issue& issue, const LineIndex::Place& place) {
  constexpr std::size_t kWidth = 100;
  std::string_view line = line_at(judged.bytes, issue.span.begin);
  std::size_t column = place.column - 1;
  if (column >= kWidth) {  // a document in one line: show the part that matters
    line = line.substr(std::min(line.size(), column - 20));
    column = 20;
  }
  out += "      | ";
  out += line.substr(0, kWidth);
  out += "\n      | ";
  out.append(std::min(column, kWidth), ' ');
  const std::size_t length = issue.span.end > issue.span.begin ? issue.span.end - issue.span.begin : 1;
  out.append(std::clamp<std::size_t>(std::min(length, line.size() > column ? line.size() - column : 1), 1,
                                     kWidth - std::min(column, kWidth - 1)),
             '^');
  out += '\n';
}

void xml_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
}

std::string one_line(const Issue& issue, const LineIndex& lines) {
  std::string text(severity_code(issue.severity));
  text += ' ';
  text += issue.expression;
  if (!issue.span.empty()) {
    const auto place = lines.at(issue.span.begin);
    text += " (" + std::to_string(place.line) + ':' + std::to_string(place.column) + ')';
  }
  return text + ": " + text_of(issue, true);
}

}  // namespace

std::string as_text(const Judged& judged, const OutputOptions& options) {
  const LineIndex lines(judged.bytes);
  const Count count = count_of(judged.issues);
  std::string out = options.color ? "\x1b[1m" + judged.name + "\x1b[0m" : judged.name;
  out += judged.valid ? ": valid" : ": not valid";
  out += " (" + std::to_string(count.errors) + " errors, " + std::to_string(count.warnings) + " warnings, " +
         std::to_string(count.notes) + " notes)\n";
  std::size_t shown = 0;
  for (const Issue& issue : judged.issues.all()) {
    if (issue.severity > options.level) continue;
    if (options.most != 0 && shown++ == options.most) {
      out += "  ...\n";
      break;
    }
    out += "  ";
    if (options.color) out += color_of(issue.severity);
    out += severity_code(issue.severity);
    if (options.color) out += "\x1b[0m";
    if (!issue.expression.empty()) out += ' ' + issue.expression;
    if (!issue.span.empty()) {
      const auto place = lines.at(issue.span.begin);
      out += " at line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
      out += "\n    " + fhir::text_in(issue, options.language, true);
      if (options.message_ids) out += " [" + std::string(issue.message->id) + ']';
      out += '\n';
      mark(out, judged, issue, place);
    } else {
      out += "\n    " + fhir::text_in(issue, options.language, true);
      if (options.message_ids) out += " [" + std::string(issue.message->id) + ']';
      out += '\n';
    }
    if (!issue.origin.path.empty()) out += "    made from " + issue.origin.path + '\n';
  }
  return out;
}

std::string as_outcome(const std::vector<Judged>& judged, bool pretty, std::string_view language) {
  std::string out;
  const auto one = [&](const Judged& j) {
    fhir::OutcomeOptions options;
    options.document = j.bytes;
    options.language = language;
    options.file = judged.size() > 1 ? std::string_view(j.name) : std::string_view{};
    options.pretty = pretty && judged.size() == 1;
    fhir::write_outcome(j.issues, options, out);
  };
  if (judged.size() == 1) {
    one(judged[0]);
    return out;
  }
  out = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (std::size_t i = 0; i < judged.size(); ++i) {
    out += i == 0 ? "\n{\"resource\":" : ",\n{\"resource\":";
    one(judged[i]);
    out += '}';
  }
  return out + "\n]}";
}

std::string as_junit(const std::vector<Judged>& judged) {
  std::size_t failures = 0;
  for (const Judged& j : judged) failures += j.valid ? 0 : 1;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"schakel validate\" tests=\"" +
                    std::to_string(judged.size()) + "\" failures=\"" + std::to_string(failures) + "\" errors=\"0\">\n";
  for (const Judged& j : judged) {
    const LineIndex lines(j.bytes);
    out += "  <testcase classname=\"validate\" name=\"";
    xml_text(out, j.name);
    out += "\">\n";
    std::string errors;
    std::string rest;
    for (const Issue& i : j.issues.all()) (i.severity <= Severity::error ? errors : rest) += one_line(i, lines) + '\n';
    if (!j.valid) {
      out += "    <failure message=\"" + std::to_string(count_of(j.issues).errors) + " errors\">";
      xml_text(out, errors);
      out += "</failure>\n";
    }
    if (!rest.empty()) {
      out += "    <system-out>";
      xml_text(out, rest);
      out += "</system-out>\n";
    }
    out += "  </testcase>\n";
  }
  return out + "</testsuite>\n";
}

}  // namespace schakel::app
