#pragma once
// Issues -> OperationOutcome (http://hl7.org/fhir/R4/operationoutcome.html), as JSON text.
//
// Each issue has: severity, code, details (the stable id as coding, the text), expression, diagnostics (the definition
// that asked for it), and as extensions what HL7's validator writes there: operationoutcome-issue-line, -issue-col,
// -message-id (the column an integer, as everybody writes and reads it, though the extension's definition says string).
// Where the issue knows the field of the local message it came from, the extension kOriginExtension names
// it (`PID-7`), with its line and column. Values of the message stand in the texts: an outcome goes to its sender and
// into the store, never into a log.

#include "tree/issue.h"

#include <span>
#include <string>
#include <string_view>

namespace schakel::fhir {

inline constexpr std::string_view kOriginExtension = "https://schakel.example/fhir/StructureDefinition/issue-origin";
inline constexpr std::string_view kMessageSystem = "https://schakel.example/fhir/CodeSystem/message";

struct OutcomeOptions {
  std::string_view document;  // what Issue::span counts in; empty: no lines and columns
  std::string_view origin;    // what Issue::origin.span counts in
  std::string_view file;      // name of the document, for operationoutcome-file; empty: none
  // Said in the first issue, of severity information; empty: none. With no issues at all and no such text, one issue
  // says that there are none.
  std::string_view first;
  std::string_view language = {};  // of the texts: `nl`, `fr`; empty: English (catalogue.h)
  bool pretty = false;
  std::uint32_t first_line = 1;  // of `document` in its file (a line of NDJSON)
};

// Appends to `out`. Thread rule: any thread.
void write_outcome(const Issues& issues, const OutcomeOptions& options, std::string& out);

// An outcome of one issue of our own making (no content of a message in it).
std::string simple_outcome(Severity severity, IssueType type, std::string_view id, std::string_view text);

}  // namespace schakel::fhir
