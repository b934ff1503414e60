#pragma once
// Answers that several endpoints give.

#include "base/fault.h"
#include "pipeline/ingest.h"
#include "transport/http_server/http_server.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::server {

inline constexpr std::string_view kFhirJson = "application/fhir+json";
inline constexpr std::string_view kJson = "application/json";

// An OperationOutcome of one issue. `text` is ours, never content.
transport::HttpAnswer outcome_answer(int status, std::string_view text);
// 503 with Retry-After for `unavailable`, else 500.
transport::HttpAnswer fault_answer(const Fault& fault);
transport::HttpAnswer json_answer(std::string body);
// What ingest says: its status, Location, its body; several messages: their acknowledgements one after the other.
transport::HttpAnswer ingest_answer(Result<std::vector<pipeline::Answer>> result);

}  // namespace schakel::server
