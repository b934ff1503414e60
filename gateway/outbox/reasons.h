#pragma once
// The reasons of deliveries in words: what a hub's verdict (hubs/fhir_rest, gateway/routing, pipeline) calls `refused`
// or `timeout`, told to an operator, with what to do about it. One table; ids are stable, texts are not.

#include <string_view>

namespace schakel::outbox {

// A sentence without a line end. Empty for the reasons that a hub's own description or a route gives: they say
// themselves what they mean.
std::string_view explanation(std::string_view reason);

}  // namespace schakel::outbox
