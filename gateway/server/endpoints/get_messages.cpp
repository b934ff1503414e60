// GET /messages[?state=refused|queued|delivered|parked|uncertain&hub=&channel=&before=&limit=]: newest first.

#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/endpoints/message_json.h"

#include <charconv>

namespace schakel::server {

namespace {

bool query_of(const Call& call, outbox::Query& query) {
  const std::string state = call.parameter("state");
  query.refused = state == "refused";
  query.state = outbox::delivery_state_from_code(state);
  if (!state.empty() && !query.refused && !query.state) return false;
  query.hub = call.parameter("hub");
  query.channel = call.parameter("channel");
  query.before = call.parameter("before");
  const std::string limit = call.parameter("limit");
  if (limit.empty()) return true;
  const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), query.limit);
  return error == std::errc{} && end == limit.data() + limit.size() && query.limit > 0 && query.limit <= 1000;
}

transport::HttpAnswer list(outbox::Outbox& outbox, const outbox::Query& query) {
  const auto page = outbox.list(query);
  if (!page) return fault_answer(page.error());
  std::string body;
  syntax::json::Emitter json(body);
  json.object().key("messages").array();
  for (const outbox::MessageSummary& message : page->messages) {
    json.object();
    write_summary(json, message);
    json.end();
  }
  json.end().member_if("next", page->next).end();
  return json_answer(std::move(body));
}

}  // namespace

void get_messages(Context& context, const Call& call, transport::HttpReply reply) {
  outbox::Query query;
  if (!query_of(call, query))
    return reply.send(outcome_answer(400, "state is refused, queued, delivered, parked or uncertain; limit 1 to 1000"));
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run([&context, query, to](unsigned) { to->send(list(context.outbox, query)); });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
