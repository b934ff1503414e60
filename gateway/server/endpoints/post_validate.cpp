// POST /fhir/$validate, /fhir/{type}/$validate[?profile=URL] (http://hl7.org/fhir/R4/resource-operation-validate.html):
// a resource, or Parameters with one. 200 with the OperationOutcome, also when the resource is invalid; 400 when there
// is none.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"

namespace schakel::server {

void post_validate(Context& context, const Call& call, transport::HttpReply reply) {
  if (!is_fhir(call.request.field("Content-Type").value_or(kFhirJson))) {
    return reply.send(outcome_answer(415, "send application/fhir+json or application/fhir+xml"));
  }
  if (!accepts_json(call.request)) return reply.send(outcome_answer(406, "answers are application/fhir+json"));
  if (call.request.body().empty()) return reply.send(outcome_answer(400, "the request has no body"));
  pipeline::JudgeRequest request;
  request.bytes = call.request.body();
  if (std::string profile = call.parameter("profile"); !profile.empty()) request.profiles.push_back(std::move(profile));
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run([&context, request, type = call.id, to](unsigned worker) mutable {
    request.type = type;
    pipeline::Judgement judgement = context.judge.judge(request, worker);
    to->send({.status = judgement.readable ? 200 : 400,
              .media_type = std::string(kFhirJson),
              .body = std::move(judgement.outcome),
              .fields = {}});
  });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
