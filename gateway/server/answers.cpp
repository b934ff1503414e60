#include "server/answers.h"

#include "fhir/outcome/outcome.h"

#include <algorithm>

namespace schakel::server {

namespace {

constexpr std::string_view kRetryAfter = "Retry-After: 5\r\n";

IssueType issue_type_of(int status) {
  switch (status) {
    case 404: return IssueType::not_found;
    case 405:
    case 406:
    case 415:
    case 501:
    case 505: return IssueType::not_supported;
    case 409: return IssueType::conflict;
    case 413:
    case 431: return IssueType::too_long;
    case 500:
    case 503: return IssueType::exception;
    default: return IssueType::invalid;
  }
}

}  // namespace

transport::HttpAnswer outcome_answer(int status, std::string_view text) {
  const Severity severity = status >= 500 ? Severity::fatal : Severity::error;
  return {.status = status,
          .media_type = std::string(kFhirJson),
          .body = fhir::simple_outcome(severity, issue_type_of(status), {}, text),
          .fields = status == 503 ? std::string(kRetryAfter) : std::string()};
}

transport::HttpAnswer fault_answer(const Fault& fault) {
  return fault.kind == FaultKind::unavailable
             ? outcome_answer(503, "the gateway cannot take this now: send it again later")
             : outcome_answer(500, "the gateway failed; the message was not taken");
}

transport::HttpAnswer json_answer(std::string body) {
  return {.status = 200, .media_type = std::string(kJson), .body = std::move(body), .fields = {}};
}

transport::HttpAnswer ingest_answer(Result<std::vector<pipeline::Answer>> result) {
  if (!result) return fault_answer(result.error());
  transport::HttpAnswer http;
  if (result->size() == 1) {
    pipeline::Answer& only = result->front();
    http.status = only.status;
    http.media_type = std::move(only.media_type);
    http.body = std::move(only.body);
    http.fields = "Location: /messages/" + only.id + "\r\n";
    return http;
  }
  // One acknowledgement a message; the status says the best of them.
  http.media_type = result->front().media_type;
  const auto accepted =
      std::find_if(result->begin(), result->end(), [](const pipeline::Answer& a) { return a.accepted; });
  http.status = accepted != result->end() ? accepted->status : result->front().status;
  for (const pipeline::Answer& answer : *result) http.body += answer.body;
  http.fields = "Location: /messages\r\n";
  return http;
}

}  // namespace schakel::server
