#pragma once
// The findings of `schakel validate` as people and machines want them. A format: one file beside this and its row in
// table.cpp.

#include "app/validate_documents.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct ReportOptions {
  bool color = false;
  bool message_ids = false;
  std::string_view language;                       // of the texts; empty: English
  std::size_t most = 0;                            // issues of one document in the text for people; 0: all
  const fhir::Definitions* definitions = nullptr;  // never null: XML is written in the order of the definitions
};

// Judged documents -> the whole report, in the order of the documents.
using WriteReport = std::string (*)(const std::vector<Judged>&, const ReportOptions&);

struct ReportFormat {
  std::string_view name;    // of --format
  std::string_view suffix;  // a file that ends so is written in it; empty: none
  WriteReport write;
};

std::span<const ReportFormat> report_formats();
// Null: no format of that name; no format that such files are written in (of several the longest suffix counts).
const ReportFormat* report_format(std::string_view name);
const ReportFormat* report_format_of(std::string_view file);

// What the formats share.
struct Count {
  std::size_t errors = 0, warnings = 0, notes = 0;
};
Count count_of(const Judged& judged);
// `2 errors, 1 warning`; notes only where there is nothing worse; `no issues`.
std::string count_text(const Count& count);
// The text of an issue in the language of the report.
std::string issue_text(const Issue& issue, const ReportOptions& options);
// Line and column in the file it was read from; lines are 0 when the issue has no place.
class Places {
 public:
  explicit Places(const Judged& judged) : lines_(judged.bytes), first_(judged.first_line) {}
  [[nodiscard]] LineIndex::Place of(const Issue& issue) const;

 private:
  LineIndex lines_;
  std::uint32_t first_;
};

std::string as_text(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_json(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_xml(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_junit(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_sarif(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_csv(const std::vector<Judged>& judged, const ReportOptions& options);
std::string as_compact(const std::vector<Judged>& judged, const ReportOptions& options);

// `12 documents: 10 valid, 2 not valid; 3 errors, 1 warning`
std::string summary_of(const std::vector<Judged>& judged);

}  // namespace schakel::app
