#include "server/endpoints/message_json.h"

#include "outbox/reasons.h"
#include "pipeline/message.h"

#include <algorithm>

namespace schakel::server {

std::string_view state_of(const outbox::MessageSummary& message) {
  using outbox::DeliveryState;
  if (message.refused) return "refused";
  for (const DeliveryState state :
       {DeliveryState::uncertain, DeliveryState::parked, DeliveryState::queued, DeliveryState::delivered}) {
    const bool any = std::any_of(message.deliveries.begin(), message.deliveries.end(),
                                 [&](const outbox::Delivery& d) { return d.state == state; });
    if (any) return outbox::delivery_state_code(state);
  }
  return "accepted";
}

void write_summary(syntax::json::Emitter& json, const outbox::MessageSummary& message) {
  json.member("id", std::string_view(message.id))
      .member("received", std::string_view(pipeline::instant_text(message.received)));
  json.member("state", state_of(message))
      .member("channel", std::string_view(message.channel))
      .member("format", std::string_view(message.format));
  json.member_if("type", message.type).member_if("controlId", message.control_id).member("bytes", message.bytes);
  if (message.control_id_reused) json.member("controlIdReused", true);
  json.key("deliveries").array();
  for (const outbox::Delivery& delivery : message.deliveries) {
    json.object()
        .member("hub", std::string_view(delivery.hub))
        .member("state", outbox::delivery_state_code(delivery.state));
    json.member_if("reason", delivery.reason).member_if("explanation", outbox::explanation(delivery.reason));
    json.member("attempts", delivery.attempts);
    json.member("changed", std::string_view(pipeline::instant_text(delivery.changed)));
    if (delivery.replays != 0) json.member("replays", delivery.replays);
    json.end();
  }
  json.end();
}

}  // namespace schakel::server
