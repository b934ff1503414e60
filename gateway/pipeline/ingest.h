#pragma once
// Ingest: a received document -> its messages, each read, mapped, validated, routed and committed; then, and only then,
// its answer.
//
// A message below the size limit is handled on the calling thread, a larger one by a worker. Answers come when the
// journal has committed, from its thread.

#include "base/result.h"
#include "pipeline/channel.h"
#include "pipeline/counters.h"
#include "pipeline/services.h"
#include "pipeline/workers.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::formats {
class Format;
}

namespace schakel::pipeline {

class Exchange;

// What a sender hands in. Views live until `done` was called.
struct Reception {
  std::string_view bytes;
  const Channel* channel = nullptr;
  const formats::Format* format =
      nullptr;  // where the transport knows it (MLLP: HL7 v2); null: channel, media type, content
  std::string_view media_type;
  std::string_view idempotency_key;
  bool fhir = false;  // by the endpoint or the media type
  // What the transport knows of it: whole, or the beginning of what was refused.
  enum class Shape : std::uint8_t { whole, too_large, cut_short };
  Shape shape = Shape::whole;
};

// The answer to one message.
struct Answer {
  int status = 0;    // HTTP: 202, 400, 413, 415, 422
  std::string body;  // ACK or OperationOutcome
  std::string media_type;
  std::string id;  // of the message
  bool accepted = false;
  bool repeated = false;
};

class Ingest {
 public:
  // In the order of the messages. A Fault: some may be stored, none was answered; the sender may send all of it again.
  using Done = std::function<void(Result<std::vector<Answer>>)>;

  // `threads`: how many threads call take(), by their numbers below it; `worker_count`: how many the workers have.
  Ingest(Services services, unsigned threads, unsigned worker_count, Workers& workers);
  ~Ingest();

  void take(const Reception& reception, unsigned thread, Done done);

  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  void take_now(const Reception& reception, Exchange& exchange, Done done);
  Fault failure(const Reception& reception);

  Services services_;
  Workers& workers_;
  Counters counters_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;  // of the calling threads
  std::vector<std::unique_ptr<Exchange>> worker_exchanges_;
};

}  // namespace schakel::pipeline
