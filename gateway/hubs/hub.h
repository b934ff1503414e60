#pragma once
// Hub: a kind of receiver (FHIR server, IntraHub...), as pure functions: entry -> request, response -> verdict. Sending,
// retrying, ordering belong to outbox/. What one hub of a kind is stands in profiles/hubs/<hub>.json; where, in schakel.yaml.

#include "tree/issue.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schakel::hubs {

// What the outbox holds for a hub; never a Tree.
struct Entry {
  std::string_view content_type;
  std::string_view payload;
  std::string_view token;      // idempotency token: the same for every attempt
};

struct Request {
  std::string method;          // POST
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;
};

struct Response {
  int status = 0;              // 0: no answer at all; `sent` says whether the request may have taken effect
  bool sent = false;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool complete = true;        // false: the connection ended inside the answer
};

struct Verdict {
  enum class Kind : std::uint8_t { delivered, retry, park, uncertain };
  Kind kind = Kind::retry;
  std::chrono::milliseconds after{0};  // retry: not before; 0 = the outbox' own backoff
  std::string reason;                  // stable id: `conflict`, `invalid`, `timeout`
  std::string outcome;                 // the hub's OperationOutcome, stored with the entry, never logged
};

enum class Mechanism : std::uint8_t { conditional, message_id, none };  // how a repeat is made harmless (decision 13)

// Thread rule: const, any thread.
class Hub {
 public:
  virtual ~Hub() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual Mechanism mechanism() const = 0;
  [[nodiscard]] virtual Request prepare(const Entry& entry) const = 0;
  [[nodiscard]] virtual Verdict judge(const Response& response, unsigned attempt) const = 0;
};

}  // namespace schakel::hubs
