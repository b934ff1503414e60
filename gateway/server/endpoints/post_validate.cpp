// POST /fhir/$validate, /fhir/{type}/$validate, /fhir/{type}/{id}/$validate[?profile=URL&mode=CODE]
// (http://hl7.org/fhir/R4/resource-operation-validate.html): a resource, or Parameters with one. 200 with the
// OperationOutcome, also when the resource is invalid; 4xx when it could not be judged (pipeline/judge.h).

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/negotiation.h"

namespace schakel::server {

namespace {

bool is_resource_type(const Context& context, std::string_view name) {
  const fhir::Type* type = context.ingest.services().definitions->type(name);
  return type != nullptr && type->kind == fhir::TypeKind::resource;
}

}  // namespace

void post_validate(Context& context, const Call& call, transport::HttpReply reply) {
  const std::string_view body = call.request.body();
  if (!body.empty() && !is_fhir(call.request.field("Content-Type").value_or(kFhirJson))) {
    return reply.send(outcome_answer(415, "send application/fhir+json or application/fhir+xml"));
  }
  pipeline::JudgeRequest request;
  if (!call.type.empty() && call.type != "Resource") {
    if (!is_resource_type(context, call.type)) return reply.send(outcome_answer(404, "R4 has no such resource type"));
    request.type = call.type;
  }
  request.bytes = body;
  request.id = call.id;
  request.mode = call.parameter("mode");
  if (std::string profile = call.parameter("profile"); !profile.empty()) request.profiles.push_back(std::move(profile));
  request.language = call.request.field("Accept-Language").value_or("").substr(0, 2);
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run([&context, request = std::move(request), to](unsigned worker) {
    pipeline::Judgement judgement = context.judge.judge(request, worker);
    to->send({.status = judgement.status,
              .media_type = std::string(kFhirJson),
              .body = std::move(judgement.outcome),
              .fields = {}});
  });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
