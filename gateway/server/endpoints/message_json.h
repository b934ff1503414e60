#pragma once
// How GET /messages and GET /messages/{id} write a message.

#include "outbox/messages.h"
#include "syntax/json/emitter.h"

namespace schakel::server {

// The members of a message, into an open object.
void write_summary(syntax::json::Emitter& json, const outbox::MessageSummary& message);
// `refused`, else the worst state of its deliveries: uncertain, parked, queued, delivered; `accepted` when it goes
// nowhere.
std::string_view state_of(const outbox::MessageSummary& message);

}  // namespace schakel::server
