#include "hubs/fhir_rest/fhir_rest.h"

#include "hubs/fhir_rest/answer.h"
#include "hubs/fhir_rest/provenance.h"
#include "hubs/fhir_rest/retry_after.h"

namespace schakel::hubs {

namespace {

using Kind = Verdict::Kind;

constexpr unsigned kConflictTimes = 5;
constexpr unsigned kOddAnswerTimes = 5;

struct StatusRow {
  int status;
  Kind then;
  unsigned times;
  bool hub_down;
  std::string_view reason;
};

// What a status means that no row of the description explains.
constexpr StatusRow kStatuses[] = {
    {401, Kind::retry, 0, true, "not-authorised"},  // our token: concerns every message
    {408, Kind::retry, 0, true, "timeout"},
    {409, Kind::retry, kConflictTimes, false, "conflict"},
    {412, Kind::retry, kConflictTimes, false, "identity-conflict"},  // several matches of a condition
    {423, Kind::retry, kConflictTimes, false, "locked"},
    {425, Kind::retry, 0, true, "busy"},
    {429, Kind::retry, 0, true, "busy"},
    {503, Kind::retry, 0, true, "busy"},
};

Verdict verdict_of(int status) {
  Verdict verdict;
  for (const StatusRow& row : kStatuses) {
    if (row.status != status) continue;
    verdict.kind = row.then;
    verdict.times = row.times;
    verdict.hub_down = row.hub_down;
    verdict.reason = row.reason;
    return verdict;
  }
  if (status >= 500) {
    verdict.hub_down = true;
    verdict.reason = "server-error";
  } else {
    verdict.kind = Kind::park;
    verdict.reason = status >= 400 ? "refused" : "redirected";
  }
  return verdict;
}

class FhirRest final : public Hub {
 public:
  FhirRest(Description description, Target target) : description_(std::move(description)), target_(std::move(target)) {
    while (!target_.url.empty() && target_.url.back() == '/') target_.url.pop_back();
  }

  [[nodiscard]] std::string_view name() const override { return target_.name; }
  [[nodiscard]] Mechanism mechanism() const override { return description_.mechanism; }
  [[nodiscard]] std::string_view content_type() const override { return description_.content_type; }

  void complete(Tree& bundle, const Source& source) const override {
    if (description_.searches_provenance_tag) add_provenance(bundle, source);
  }

  [[nodiscard]] Request prepare(const Entry& entry) const override {
    Request request;
    request.method = "POST";
    request.url = target_.url;
    request.headers = {{"Content-Type", std::string(entry.content_type)},
                       {"Accept", description_.content_type},
                       {"Prefer", "return=minimal"},
                       {"X-Request-Id", std::string(entry.token)}};
    if (target_.auth == Auth::bearer) request.headers.emplace_back("Authorization", "Bearer " + target_.token);
    request.body = entry.payload;
    return request;
  }

  [[nodiscard]] Verdict judge(const Entry& entry, const Response& response) const override {
    if (response.status == 0) return no_answer(response);
    if (!response.complete) return half_answer(response);
    const fhir_rest::Answer answer = fhir_rest::read_answer(response.body);
    if (const hubs::Answer* row = own_rule(response.status, answer.issue_code)) {
      Verdict verdict;
      verdict.kind = row->then;
      verdict.times = row->times;
      verdict.reason = row->reason;
      return with_facts(std::move(verdict), response, answer);
    }
    if (response.status >= 200 && response.status < 300) return judge_success(entry, response, answer);
    Verdict verdict = verdict_of(response.status);
    // A gateway between us and the hub does not know what became of the request.
    if (unsafe() && (response.status == 502 || response.status == 504)) verdict.kind = Kind::uncertain;
    return with_facts(std::move(verdict), response, answer);
  }

 private:
  [[nodiscard]] bool unsafe() const { return description_.mechanism == Mechanism::none; }

  [[nodiscard]] Verdict no_answer(const Response& response) const {
    Verdict verdict;
    verdict.reason = response.error.empty() ? "no-answer" : response.error;
    verdict.hub_down = true;
    if (response.sent && unsafe()) verdict.kind = Kind::uncertain;
    return verdict;
  }

  [[nodiscard]] Verdict half_answer(const Response& response) const {
    Verdict verdict;
    const bool too_large = response.error == "too-large";
    verdict.reason = too_large ? "answer-too-large" : "half-answer";
    verdict.hub_down = !too_large;
    verdict.times = too_large ? kOddAnswerTimes : 0;
    if (unsafe()) verdict.kind = Kind::uncertain;
    return verdict;
  }

  [[nodiscard]] const hubs::Answer* own_rule(int status, std::string_view issue_code) const {
    for (const hubs::Answer& row : description_.answers) {
      if ((row.status == 0 || row.status == status) && (row.issue_code.empty() || row.issue_code == issue_code))
        return &row;
    }
    return nullptr;
  }

  static Verdict with_facts(Verdict verdict, const Response& response, const fhir_rest::Answer& answer) {
    verdict.after = retry_after(response.headers);
    verdict.outcome =
        fhir_rest::outcome_of(response.status, header(response.headers, "location"), response.body, answer);
    return verdict;
  }

  [[nodiscard]] Verdict judge_success(const Entry& entry, const Response& response,
                                      const fhir_rest::Answer& answer) const {
    using What = fhir_rest::Answer::What;
    Verdict verdict;
    if (answer.what == What::transaction_response && answer.failed_status == 0 && answer.entries >= entry.parts) {
      verdict.kind = Kind::delivered;
      verdict.locations = answer.locations;
      return verdict;
    }
    // Nothing to say is no error: `Prefer: return=minimal` is taken at its word by some.
    if (answer.what == What::nothing || (answer.what == What::outcome && !answer.outcome_has_errors)) {
      verdict.kind = Kind::delivered;
      return verdict;
    }
    if (answer.what == What::transaction_response && answer.failed_status != 0) {
      verdict = verdict_of(answer.failed_status);
      verdict.hub_down = false;
      if (verdict.kind == Kind::retry && verdict.times == 0) verdict.times = kConflictTimes;
      if (verdict.kind == Kind::park) verdict.reason = "entry-refused";
      return with_facts(std::move(verdict), response, answer);
    }
    if (answer.what == What::outcome) {
      verdict.kind = Kind::park;
      verdict.reason = "refused";
      return with_facts(std::move(verdict), response, answer);
    }
    verdict.kind = unsafe() ? Kind::uncertain : Kind::retry;
    verdict.times = kOddAnswerTimes;
    verdict.reason = answer.what == What::transaction_response ? "entries-missing" : "not-fhir";
    return with_facts(std::move(verdict), response, answer);
  }

  Description description_;
  Target target_;
};

}  // namespace

std::unique_ptr<const Hub> make_fhir_rest(const Description& description, const Target& target) {
  return std::make_unique<FhirRest>(description, target);
}

}  // namespace schakel::hubs
