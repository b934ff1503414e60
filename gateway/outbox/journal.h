#pragma once
// Journal: where a message becomes ours. One commit puts its bytes, outcome, answer and queue entries on disk; only then is the
// sender told. Commits of many messages share one fsync (decision 12).

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace schakel::outbox {

enum class MessageState : std::uint8_t { accepted, refused };

// For one hub. Entries of one lane leave in the order of commit, one at a time.
struct NewEntry {
  std::string hub;
  // Keys of the patient, the first one is the lane's own (decision 15); more than one links lanes together.
  std::vector<std::string> lane_keys;
  std::string content_type;
  std::string payload;
  std::string parked_reason;  // not empty: parked from the start (on_invalid: park)
};

struct Submission {
  std::string channel;
  std::string format;
  std::string type;           // ADT^A03
  std::string control_id;
  std::string receiving_key;  // decision 14; empty: never a repeat
  std::string digest;         // SHA-256 of what decides whether a repeat has the same content
  bool refuse_reused_key = false;  // FHIR Idempotency-Key: same key, other content is refused
  MessageState state = MessageState::accepted;
  std::string bytes;          // as received
  std::string outcome;        // OperationOutcome JSON
  std::string answer;         // what the sender gets back: ACK or OperationOutcome
  std::string answer_media_type;
  int answer_status = 0;      // HTTP
  std::vector<NewEntry> entries;
};

struct Committed {
  enum class Kind : std::uint8_t { stored, repeated, reused_refused };
  Kind kind = Kind::stored;
  std::string id;             // of the message; of the first one for a repeat
  bool control_id_reused = false;
  // repeated: the first answer, to be given again
  std::string answer;
  std::string answer_media_type;
  int answer_status = 0;
};

class Journal {
 public:
  virtual ~Journal() = default;
  // A new id for a message (time-ordered, UUIDv7 text): known before the commit because answers name it.
  virtual std::string new_id() = 0;
  // `done` runs on the commit thread, after the fsync; keep it short (post to the connection's thread). A Fault: nothing was
  // stored, answer 503. Returns at once; a Fault here means back-pressure (queue or disk bounds), `done` is then not called.
  virtual Status submit(std::string id, Submission submission, std::function<void(Result<Committed>)> done) = 0;
};

}  // namespace schakel::outbox
