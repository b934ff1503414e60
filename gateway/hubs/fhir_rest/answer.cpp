#include "hubs/fhir_rest/answer.h"

#include "base/limits.h"
#include "syntax/json/emitter.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <algorithm>

namespace schakel::hubs::fhir_rest {

namespace {

constexpr std::size_t kOutcomeBytes = std::size_t{64} * 1024;
constexpr std::size_t kQuotedBytes = std::size_t{2} * 1024;

std::string child_text(const Node& node, std::string_view name) {
  const Node* found = node.child(name);
  return found == nullptr ? std::string() : std::string(found->value().reveal());
}

// `201 Created` -> 201; 0 if it does not start with three digits.
int status_number(std::string_view text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.begin() + 3, [](char c) { return c >= '0' && c <= '9'; }))
    return 0;
  return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

bool passing(int status) { return status >= 500 || status == 409 || status == 412 || status == 423 || status == 429; }

void read_outcome(const Node& outcome, Answer& answer) {
  for (const Node* issue = outcome.child("issue"); issue != nullptr; issue = issue->next_of_same_name()) {
    const std::string severity = child_text(*issue, "severity");
    if (severity != "error" && severity != "fatal") continue;
    answer.outcome_has_errors = true;
    answer.issue_code = child_text(*issue, "code");
    return;
  }
}

void read_entry(const Node& entry, Answer& answer) {
  ++answer.entries;
  const Node* response = entry.child("response");
  const std::string location = response == nullptr ? std::string() : child_text(*response, "location");
  int status = response == nullptr ? 0 : status_number(child_text(*response, "status"));
  // `status` is mandatory; a server that leaves it out and yet says where the resource is has done it.
  if (status == 0) status = location.empty() ? 500 : 200;
  if ((status >= 200 && status < 300) || status == 304) {
    if (!location.empty()) answer.locations.push_back(location);
    return;
  }
  if (answer.failed_status != 0 && (passing(status) || !passing(answer.failed_status))) return;
  answer.failed_status = status;
  answer.failed_outcome.clear();
  const Node* outcome = response == nullptr ? nullptr : response->child("outcome");
  if (outcome == nullptr) return;
  syntax::json::write(*outcome, answer.failed_outcome);
  read_outcome(*outcome, answer);
}

bool blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

}  // namespace

Answer read_answer(std::string_view body) {
  Answer answer;
  if (blank(body)) return answer;
  answer.what = Answer::What::other;
  thread_local Arena arena;
  arena.reset();
  Tree tree(arena);
  Issues issues(1);
  // Its own faults of form are the hub's business: what can be read counts.
  if (!syntax::json::read(body, tree, issues)) return answer;
  const Node& root = *tree.root();
  if (root.type() == "OperationOutcome") {
    answer.what = Answer::What::outcome;
    read_outcome(root, answer);
  } else if (root.type() == "Bundle") {
    const std::string type = child_text(root, "type");
    if (type != "transaction-response" && type != "batch-response") return answer;
    answer.what = Answer::What::transaction_response;
    for (const Node* entry = root.child("entry"); entry != nullptr; entry = entry->next_of_same_name())
      read_entry(*entry, answer);
  }
  return answer;
}

std::string outcome_of(int status, std::string_view location, std::string_view body, const Answer& answer) {
  if (!answer.failed_outcome.empty()) return answer.failed_outcome.substr(0, kOutcomeBytes);
  if (answer.what == Answer::What::outcome && body.size() <= kOutcomeBytes) return std::string(body);
  std::string quoted = "HTTP " + std::to_string(status);
  if (!location.empty()) quoted.append(" to ").append(location.substr(0, kQuotedBytes));
  if (!blank(body)) quoted.append(": ").append(body.substr(0, kQuotedBytes));
  // Only printable ASCII of what may be anything.
  std::replace_if(
      quoted.begin(), quoted.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  std::string out;
  syntax::json::Emitter json(out);
  json.object().member("resourceType", "OperationOutcome").key("issue").array().object();
  json.member("severity", "error").member("code", "processing").member("diagnostics", std::string_view(quoted));
  json.end().end().end();
  return out;
}

}  // namespace schakel::hubs::fhir_rest
