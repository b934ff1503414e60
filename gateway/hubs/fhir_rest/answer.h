#pragma once
// What a FHIR server answered, read from its body.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::hubs::fhir_rest {

struct Answer {
  enum class What : std::uint8_t { nothing, transaction_response, outcome, other };
  What what = What::nothing;
  std::string issue_code;  // of the first error of an OperationOutcome; empty: none
  bool outcome_has_errors = false;
  std::uint32_t entries = 0;           // of a transaction-response
  int failed_status = 0;               // of its worst entry: a lasting refusal before a passing one; 0 none failed
  std::string failed_outcome;          // that entry's OperationOutcome, JSON
  std::vector<std::string> locations;  // of its entries, where given
};

Answer read_answer(std::string_view body);

// What is stored with an entry that was refused: the OperationOutcome of the failed entry or of the body, or one that
// tells the status, where a redirection goes (`location`), and quotes the start of a body that is none.
std::string outcome_of(int status, std::string_view location, std::string_view body, const Answer& answer);

}  // namespace schakel::hubs::fhir_rest
