#include "outbox/reasons.h"

#include <array>
#include <utility>

namespace schakel::outbox {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kReasons{{
    {"refused",
     "the hub refuses this message and will again: its answer says why; mend the message at its source, or the hub, "
     "then replay"},
    {"entry-refused",
     "the hub refuses one entry of the transaction, so nothing was done: its answer says which; mend it, then replay"},
    {"redirected", "the hub sends elsewhere, which is not followed: correct its url in the configuration, then replay"},
    {"conflict", "someone else changed the same resource at the hub, again and again: replay when that has settled"},
    {"identity-conflict",
     "the hub knows several resources by one of the message's numbers: merge or correct them there, then replay"},
    {"locked", "the hub keeps a resource of the message locked: replay when it is free"},
    {"invalid",
     "the result breaks its profiles and the channel parks such messages: the outcome says where; replay sends it as "
     "it is"},
    {"not-authorised",
     "the hub does not accept our token or certificate: correct `auth` of the hub; it is tried again by itself"},
    {"busy", "the hub asks for patience; it is tried again by itself"},
    {"server-error", "the hub failed; it is tried again by itself"},
    {"timeout", "the hub did not answer in time; it is tried again by itself"},
    {"connect", "nothing answers at the hub's url; it is tried again by itself"},
    {"resolve", "the host name of the hub's url is not known; it is tried again by itself"},
    {"tls", "no secure connection with the hub comes about: check its certificate and `authority` of the hub"},
    {"reset", "the hub ended the connection without an answer; it is tried again by itself"},
    {"no-answer", "the hub gave no answer; it is tried again by itself"},
    {"failed", "the request did not get through; it is tried again by itself"},
    {"half-answer", "the hub's answer broke off; it is tried again by itself"},
    {"partial", "the hub's answer broke off; it is tried again by itself"},
    {"answer-too-large", "the hub's answer is larger than `limits.hub_answer_bytes`"},
    {"not-fhir",
     "what answers at the hub's url does not speak FHIR: check the url and what stands before the hub, then replay"},
    {"entries-missing", "the hub answered for fewer entries than it was sent: look what it has done, then replay"},
    {"interrupted",
     "the gateway ended while this was on its way, and a repeat could do harm: look at the hub, then replay"},
}};

}  // namespace

std::string_view explanation(std::string_view reason) {
  for (const auto& [id, text] : kReasons) {
    if (id == reason) return text;
  }
  return {};
}

}  // namespace schakel::outbox
