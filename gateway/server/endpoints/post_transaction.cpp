// POST /fhir: a transaction Bundle, delivered to the hubs like any other message (202; it is not executed here).

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/negotiation.h"

namespace schakel::server {

void post_transaction(Context& context, const Call& call, transport::HttpReply reply) {
  const std::string_view type = call.request.field("Content-Type").value_or(kFhirJson);
  if (!is_fhir(type)) return reply.send(outcome_answer(415, "send application/fhir+json or application/fhir+xml"));
  if (call.request.body().empty()) return reply.send(outcome_answer(400, "the request has no body"));
  pipeline::Reception reception;
  reception.bytes = call.request.body();
  reception.channel = &context.channels.front();
  reception.media_type = type;
  reception.idempotency_key = call.request.field("Idempotency-Key").value_or("");
  reception.fhir = true;
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  context.ingest.take(reception, call.request.loop(), [to](Result<std::vector<pipeline::Answer>> result) {
    to->send(ingest_answer(std::move(result)));
  });
}

}  // namespace schakel::server
