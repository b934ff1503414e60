#pragma once
// Hub: a kind of receiver (FHIR server, IntraHub...), as pure functions: entry -> request, response -> verdict.
// Sending, retrying, ordering belong to outbox/. What one hub of a kind is stands in profiles/hubs/<hub>.json
// (registry.h); where and as whom, in schakel.yaml (Target).

#include "base/result.h"
#include "tree/tree.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schakel::hubs {

// What the outbox holds for a hub; never a Tree.
struct Entry {
  std::string_view content_type;
  std::string_view payload;
  std::string_view token;   // idempotency token: the same for every attempt
  std::uint32_t parts = 0;  // entries of the transaction; 0 unknown
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // POST
  std::string url;
  Headers headers;
  std::string_view body;
};

struct Response {
  int status = 0;     // 0: no answer at all
  bool sent = false;  // status 0: the request may have taken effect
  std::string error;  // status 0 or incomplete: stable id of what happened: `timeout`, `connect`, `reset`, `tls`...
  Headers headers;    // names in lower case
  std::string body;
  bool complete = true;  // false: the connection ended inside the answer, or the answer was larger than allowed
};

struct Verdict {
  enum class Kind : std::uint8_t { delivered, retry, park, uncertain };
  Kind kind = Kind::retry;
  std::chrono::milliseconds after{0};  // retry: not before; 0 = the outbox' own backoff
  unsigned times = 0;                  // retry: parks after so many verdicts of this reason in a row; 0 = never
  bool hub_down = false;  // retry: says something of the hub, not of the entry: counts for the circuit breaker
  std::string reason;     // stable id: `conflict`, `refused`, `timeout`
  std::string outcome;    // the hub's OperationOutcome, stored with the entry, never logged
  std::vector<std::string> locations;  // delivered: where the hub put things
};

enum class Mechanism : std::uint8_t { conditional, message_id, none };  // how a repeat is made harmless (decision 13)

// What a transaction says of the message it was made from, for Provenance.
struct Source {
  std::string_view token;  // made from the receiving key; never content of the message
  std::string_view now;    // FHIR instant
  std::string_view agent;  // name of the sending organisation or channel
};

// Thread rule: const, any thread.
class Hub {
 public:
  virtual ~Hub() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual Mechanism mechanism() const = 0;
  // Media type that payloads for this hub are written in.
  [[nodiscard]] virtual std::string_view content_type() const = 0;
  // Adds to a transaction Bundle what this hub can take beyond the map's result (a Provenance, where its `_tag` is
  // searchable), before the Bundle is written as a payload.
  virtual void complete(Tree& bundle, const Source& source) const = 0;
  [[nodiscard]] virtual Request prepare(const Entry& entry) const = 0;
  [[nodiscard]] virtual Verdict judge(const Entry& entry, const Response& response) const = 0;
};

}  // namespace schakel::hubs
