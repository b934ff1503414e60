// GET /readyz: messages would be taken now (200), or why not (503). Says too when the gateway runs unprotected.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "syntax/json/emitter.h"

namespace schakel::server {

void get_readyz(Context& context, const Call&, transport::HttpReply reply) {
  const bool journal = context.outbox.accepting();
  std::string full;
  for (const outbox::HubStatistics& hub : context.outbox.statistics().hubs) {
    const Limits& limits = context.ingest.services().limits;
    if (hub.queued < limits.queue_entries && hub.queued_bytes < limits.queue_bytes) continue;
    full += (full.empty() ? "" : ", ") + hub.hub;
  }
  const bool ready = journal && full.empty() && !context.stopping;
  std::string body;
  syntax::json::Emitter json(body);
  json.object().member("status", ready ? "ok" : "not ready").key("checks").object();
  json.member("journal", journal ? "ok" : "takes no messages: bounds of queue or disk, or the store fails");
  if (!full.empty()) json.member("queues", std::string_view("full for " + full));
  if (context.stopping) json.member("process", "stopping");
  json.end();
  if (context.insecure)
    json.key("warnings").array().value("listens beyond this machine without protection (insecure: true)").end();
  json.end();
  transport::HttpAnswer answer = json_answer(std::move(body));
  if (!ready) answer.status = 503;
  reply.send(std::move(answer));
}

}  // namespace schakel::server
