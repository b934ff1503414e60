#pragma once
// The findings of `schakel validate` as people and machines want them: text with the offending line and a marker,
// OperationOutcome (a Bundle of them for several files), JUnit XML.

#include "app/validate_documents.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct OutputOptions {
  bool color = false;
  bool message_ids = false;
  std::string language;                    // of the texts; empty: English
  Severity level = Severity::information;  // the least severe that is shown
  std::size_t most = 0;                    // issues of one file; 0: all
};

// One document for people. The line and column are the issue's, the marker stands below its first character.
std::string as_text(const Judged& judged, const OutputOptions& options);
// An OperationOutcome; for several documents a Bundle of type collection with one each, in order.
std::string as_outcome(const std::vector<Judged>& judged, bool pretty, std::string_view language = {});
// One test case a file; warnings and information go to system-out.
std::string as_junit(const std::vector<Judged>& judged);

}  // namespace schakel::app
