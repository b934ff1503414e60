#pragma once
// Journal: where a message becomes ours. One commit puts its bytes, outcome, answer and queue entries on disk; only
// then is the sender told. Commits of many messages share one fsync (architecture decision 12). What was stored is read
// in messages.h.

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace schakel::outbox {

enum class MessageState : std::uint8_t { accepted, refused };

// For one hub. Entries of one lane leave in the order of commit, the next only after the receipt of the one before it.
struct NewEntry {
  std::string hub;
  // Keys of the patient (routing/lane_keys.h), each qualified by its issuer. More than one: the lanes of these keys
  // become one lane, and this entry waits for all of them. None: a lane of its own.
  std::vector<std::string> lane_keys;
  // Resources that many patients share and that this transaction may be the first to make (routing/shared_keys.h). Hubs
  // exist whose conditional create is not safe against another one at the same time: two transactions that may both
  // make one never overlap.
  std::vector<std::string> shared_keys;
  std::string content_type;
  std::string payload;        // empty: the bytes of the message as received (pass-through; stored once)
  std::uint32_t parts = 0;    // entries of the transaction, to check that the hub answered all; 0 unknown
  std::string parked_reason;  // not empty: parked from the start (on_invalid: park)
};

struct Submission {
  std::string channel;
  std::string format;
  std::string type;        // ADT^A03
  std::string control_id;  // MSH-10, KMEHR id, Bundle.identifier: for people who search
  // Decision 14: channel + sender + control id (or Idempotency-Key), any text; empty: never a repeat.
  std::string receiving_key;
  std::string digest;              // SHA-256 of what decides whether a repeat has the same content
  bool refuse_reused_key = false;  // FHIR Idempotency-Key: same key, other content is refused
  MessageState state = MessageState::accepted;
  std::string bytes;    // as received
  std::string outcome;  // OperationOutcome JSON; may be empty
  std::string answer;   // what the sender gets back: ACK or OperationOutcome
  std::string answer_media_type;
  int answer_status = 0;          // HTTP
  std::vector<NewEntry> entries;  // REQUIRES: empty when refused
};

struct Committed {
  enum class Kind : std::uint8_t {
    stored,          // give the answer of the submission
    repeated,        // the content of an accepted message again: nothing was stored, give `answer` below
    reused_refused,  // refuse_reused_key: stored as refused, nothing is delivered; the caller says 422
  };
  Kind kind = Kind::stored;
  std::string id;                  // of the message; of the first one for a repeat
  bool control_id_reused = false;  // stored, though its key stood for other content within the window
  std::string answer;
  std::string answer_media_type;
  int answer_status = 0;
};

// Thread rule: any thread.
class Journal {
 public:
  virtual ~Journal() = default;
  // A new id for a message (UUIDv7 text, rising): known before the commit because answers name it.
  virtual std::string new_id() = 0;
  // `id` comes from new_id() and is used once. `done` runs on the commit thread, after the fsync; keep it short (post
  // to the connection's thread) and never submit from it. A Fault: nothing was stored, answer 503. Returns at once; a
  // Fault here means back-pressure (bounds of queue, bytes or disk, or a store that fails), `done` is then not called.
  virtual Status submit(std::string id, Submission submission, std::function<void(Result<Committed>)> done) = 0;
  // False: submit() would refuse now. MLLP stops reading, /readyz says so.
  [[nodiscard]] virtual bool accepting() const = 0;
};

}  // namespace schakel::outbox
