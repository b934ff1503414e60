// GET /messages/{id}[?content=received|answer|outcome]: what became of a message; with `content`, those bytes
// themselves.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/endpoints/message_json.h"

namespace schakel::server {

namespace {

transport::HttpAnswer whole(const outbox::MessageDetail& message) {
  std::string body;
  syntax::json::Emitter json(body);
  json.object();
  write_summary(json, message.summary);
  json.member("answerStatus", message.answer_status).member_if("answerMediaType", message.answer_media_type);
  if (!message.outcome.empty()) json.key("outcome").raw(message.outcome);
  json.key("delivered").array();
  for (std::size_t i = 0; i < message.deliveries.size(); ++i) {
    const outbox::DeliveryDetail& delivery = message.deliveries[i];
    json.object()
        .member("hub", std::string_view(message.summary.deliveries[i].hub))
        .member("contentType", std::string_view(delivery.content_type));
    json.member_if("hubOutcome", delivery.outcome).key("locations").array();
    for (const std::string& location : delivery.locations) json.value(std::string_view(location));
    json.end().end();
  }
  json.end().end();
  return json_answer(std::move(body));
}

transport::HttpAnswer read(outbox::Outbox& outbox, const std::string& id, const std::string& content) {
  const auto message = outbox.read(id);
  if (!message) return fault_answer(message.error());
  if (!*message) return outcome_answer(404, "there is no such message");
  const outbox::MessageDetail& m = **message;
  if (content.empty()) return whole(m);
  if (content == "received")
    return {.status = 200, .media_type = "application/octet-stream", .body = m.bytes, .fields = {}};
  if (content == "answer") return {.status = 200, .media_type = m.answer_media_type, .body = m.answer, .fields = {}};
  if (content == "outcome")
    return {
        .status = m.outcome.empty() ? 404 : 200, .media_type = std::string(kFhirJson), .body = m.outcome, .fields = {}};
  return outcome_answer(400, "content is received, answer or outcome");
}

}  // namespace

void get_message(Context& context, const Call& call, transport::HttpReply reply) {
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run([&context, id = call.id, content = call.parameter("content"), to](unsigned) {
    to->send(read(context.outbox, id, content));
  });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
