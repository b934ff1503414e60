// POST /messages[?channel=NAME]: a document in any format. 202 and where it can be looked up; 400, 413, 415, 422 with
// what is wrong.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"

namespace schakel::server {

void post_messages(Context& context, const Call& call, transport::HttpReply reply) {
  const std::string name = call.parameter("channel");
  const pipeline::Channel* channel = name.empty() ? &context.channels.front() : context.channel(name);
  if (channel == nullptr) return reply.send(outcome_answer(404, "there is no channel of that name"));
  if (call.request.body().empty()) return reply.send(outcome_answer(400, "the request has no body"));
  pipeline::Reception reception;
  reception.bytes = call.request.body();
  reception.channel = channel;
  reception.media_type = call.request.field("Content-Type").value_or("");
  reception.idempotency_key = call.request.field("Idempotency-Key").value_or("");
  // std::function wants what it holds to be copyable.
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  context.ingest.take(reception, call.request.loop(), [to](Result<std::vector<pipeline::Answer>> result) {
    to->send(ingest_answer(std::move(result)));
  });
}

}  // namespace schakel::server
