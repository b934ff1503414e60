// POST /messages/{id}/$replay[?hub=NAME&overtaken=allow]: queues the parked and uncertain deliveries of a message
// again.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "syntax/json/emitter.h"

namespace schakel::server {

namespace {

transport::HttpAnswer replay(outbox::Outbox& outbox, const std::string& id, const std::string& hub,
                             outbox::Overtaken overtaken) {
  const auto message = outbox.read(id);
  if (!message) return fault_answer(message.error());
  if (!*message) return outcome_answer(404, "there is no such message");
  const auto replayed = outbox.replay(id, hub, overtaken);
  if (!replayed) return fault_answer(replayed.error());
  if (replayed->queued == 0 && replayed->overtaken != 0) {
    return outcome_answer(
        409, "a later message of the same patient was delivered since; overtaken=allow replays it all the same");
  }
  if (replayed->queued == 0) return outcome_answer(409, "no delivery of this message is parked or uncertain");
  std::string body;
  syntax::json::Emitter json(body);
  json.object()
      .member("queued", replayed->queued)
      .member("overtaken", replayed->overtaken)
      .member("notReplayable", replayed->not_replayable)
      .end();
  return json_answer(std::move(body));
}

}  // namespace

void post_replay(Context& context, const Call& call, transport::HttpReply reply) {
  const std::string overtaken = call.parameter("overtaken");
  if (!overtaken.empty() && overtaken != "allow")
    return reply.send(outcome_answer(400, "overtaken is `allow` or absent"));
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run(
      [&context, id = call.id, hub = call.parameter("hub"), allow = !overtaken.empty(), to](unsigned) {
        to->send(replay(context.outbox, id, hub, allow ? outbox::Overtaken::allow : outbox::Overtaken::refuse));
      });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
