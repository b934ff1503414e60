// Every format of a report: one row. And what they share.

#include "app/report/report.h"
#include "fhir/outcome/catalogue.h"

namespace schakel::app {

namespace {

constexpr ReportFormat kFormats[] = {
    {"text", ".txt", as_text},          {"json", ".json", as_json},    {"xml", ".xml", as_xml},
    {"junit", ".junit.xml", as_junit},  {"sarif", ".sarif", as_sarif}, {"csv", ".csv", as_csv},
    {"eslint-compact", {}, as_compact},
};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

void append_count(std::string& text, std::size_t n, std::string_view what) {
  if (n == 0) return;
  if (!text.empty()) text += ", ";
  text.append(std::to_string(n)).append(" ").append(what);
  if (n != 1) text += 's';
}

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

const ReportFormat* report_format(std::string_view name) {
  for (const ReportFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

const ReportFormat* report_format_of(std::string_view file) {
  const ReportFormat* best = nullptr;
  for (const ReportFormat& format : kFormats) {
    if (format.suffix.empty() || !ends_with(file, format.suffix)) continue;
    if (best == nullptr || format.suffix.size() > best->suffix.size()) best = &format;
  }
  return best;
}

Count count_of(const Judged& judged) {
  Count count;
  for (const Issue& issue : judged.issues.all()) {
    if (issue.severity == Severity::warning) ++count.warnings;
    if (issue.severity == Severity::information && issue.message->id != kVersionsId) ++count.notes;
  }
  count.errors = judged.issues.errors();
  return count;
}

std::string count_text(const Count& count) {
  std::string text;
  append_count(text, count.errors, "error");
  append_count(text, count.warnings, "warning");
  if (text.empty()) append_count(text, count.notes, "note");
  return text.empty() ? "no issues" : text;
}

std::string issue_text(const Issue& issue, const ReportOptions& options) {
  return fhir::text_in(issue, options.language, true);
}

LineIndex::Place Places::of(const Issue& issue) const {
  if (issue.span.empty() && issue.span.begin == 0) return {0, 0};
  LineIndex::Place place = lines_.at(issue.span.begin);
  place.line += first_ - 1;
  return place;
}

std::string summary_of(const std::vector<Judged>& judged) {
  std::size_t valid = 0;
  std::size_t unchecked = 0;
  std::size_t unreadable = 0;
  Count all;
  for (const Judged& j : judged) {
    const Count count = count_of(j);
    all.errors += j.failed ? 0 : count.errors;
    all.warnings += count.warnings;
    unreadable += j.failed ? 1 : 0;
    valid += j.valid ? 1 : 0;
    unchecked += j.valid && j.unchecked ? 1 : 0;
  }
  std::string text = std::to_string(judged.size()) + (judged.size() == 1 ? " document: " : " documents: ");
  text += std::to_string(valid) + " valid";
  if (unchecked != 0) text += " (" + std::to_string(unchecked) + " of them not checked in full)";
  const std::size_t invalid = judged.size() - valid - unreadable;
  if (invalid != 0) text += ", " + std::to_string(invalid) + " not valid";
  if (unreadable != 0) text += ", " + std::to_string(unreadable) + " not read";
  return text + "; " + count_text(all);
}

}  // namespace schakel::app
