#pragma once
// Store: the rows of the journal on disk, without knowing what they mean. The embedded one is sqlite/ (architecture
// decision 12); another engine implements the same two classes.
//
// Writing: begin(), any number of changes, commit(); when commit() returns, they are on disk, all or none. A Fault at
// any step
// (`unavailable`: disk full, I/O error, read-only): call rollback(); nothing of the transaction remains and the next
// begin() may succeed. Thread rule of Store: one thread. Reader: one thread at a time, its own connection, never waits
// for the writer.

#include "base/result.h"
#include "storage/message_id.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::storage {

enum class EntryState : std::uint8_t { queued = 0, sending = 1, parked = 2, uncertain = 3, delivered = 4 };

struct MessageRow {
  MessageId id;
  std::string_view channel, format, type, control_id;
  bool refused = false;
  bool control_id_reused = false;
  std::int64_t first_entry = 0;  // position of the first of its entries, which follow each other
  std::uint32_t entries = 0;
  std::string_view bytes, outcome, answer, answer_media_type;
  int answer_status = 0;
};

// What was answered to an accepted message, by its receiving key (decision 14). `key` is a digest of channel, sender
// and id.
struct KeyRow {
  std::string digest;  // of the content
  MessageId message;
};

struct NewEntryRow {
  std::int64_t position = 0;  // rises with every entry; the order of commit
  MessageId message;
  std::int64_t hub = 0;  // hub_number()
  EntryState state = EntryState::queued;
  std::uint64_t lane = 0;  // it waits in
  std::uint32_t parts = 0;
  std::string_view shared;  // digests of shared resources, opaque here
  std::string_view content_type, reason;
  std::string_view payload;  // empty: the message's bytes
  std::uint64_t size = 0;    // of what is sent
  std::int64_t changed = 0;  // milliseconds since 1970
};

// An entry that is not delivered.
struct OpenEntryRow {
  std::int64_t position = 0;
  std::int64_t rank = 0;  // place in its lane; the position until it is replayed
  MessageId message;
  std::int64_t hub = 0;
  EntryState state = EntryState::queued;
  std::uint64_t lane = 0;
  std::uint32_t parts = 0;
  std::uint64_t size = 0;  // of the payload, in bytes
  std::uint32_t attempts = 0;
  std::uint32_t replays = 0;
  std::string reason;
  std::string content_type;
  std::string shared;
};

// A change of an open entry; `delivered` takes it out of the queue and leaves a receipt.
struct EntryChange {
  std::int64_t position = 0;
  EntryState state = EntryState::queued;
  std::uint32_t attempts = 0;
  std::uint32_t replays = 0;
  std::int64_t rank = 0;
  std::int64_t changed = 0;
  std::string_view reason{};
  std::string_view outcome{};    // the hub's; empty leaves what is there
  std::string_view locations{};  // delivered: one per line
};

// What another process asked of the gateway that runs.
struct RequestRow {
  std::int64_t row = 0;
  std::int64_t position = 0;  // of an entry to be queued again
};

struct DeliveryRow {
  std::int64_t position = 0;
  std::string hub;
  EntryState state = EntryState::queued;
  std::string reason, content_type;
  std::uint32_t attempts = 0, replays = 0;
  std::int64_t changed = 0;
};

struct StoredMessage {
  MessageId id;
  std::string channel, format, type, control_id;
  bool refused = false, control_id_reused = false;
  std::uint64_t size = 0;
  std::vector<DeliveryRow> deliveries;
};

struct StoredBody {
  std::string bytes, outcome, answer, answer_media_type;
  int answer_status = 0;
};

struct StoredDelivery {
  std::string payload, outcome, locations;
};

struct Filter {
  bool refused = false;
  std::optional<EntryState> state{};
  std::string_view hub{}, channel{};
  std::int64_t before = 0;  // row; 0: from the newest
  std::size_t limit = 100;
};

class Reader {
 public:
  virtual ~Reader() = default;
  // Newest first. Fewer than `limit`: there are no more.
  virtual Result<std::vector<StoredMessage>> list(const Filter& filter) = 0;
  virtual Result<std::optional<StoredMessage>> message(const MessageId& id) = 0;
  virtual Result<std::optional<StoredBody>> body(const MessageId& id) = 0;
  virtual Result<StoredDelivery> delivery(std::int64_t position) = 0;
  // What is sent for an entry.
  virtual Result<std::string> payload(std::int64_t position, const MessageId& message) = 0;
  // A later entry of the same hub and patient has been delivered.
  virtual Result<bool> overtaken(std::int64_t position) = 0;
  // Leaves a request for the gateway that runs, or the next one. The only thing a Reader writes.
  virtual Status request_replay(std::int64_t position) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void rollback() = 0;

  // Within a transaction:
  virtual Result<std::optional<KeyRow>> find_key(std::string_view key) = 0;
  // Replaces what stood there.
  virtual Status put_key(std::string_view key, std::string_view digest, const MessageId& message) = 0;
  virtual Result<std::optional<StoredBody>> answer_of(const MessageId& message) = 0;
  virtual Status add_message(const MessageRow& row) = 0;
  virtual Status add_entry(const NewEntryRow& row) = 0;
  virtual Status change_entry(const EntryChange& change) = 0;
  // Identity of patients: the lane that a lane was joined to; no value: it stands for itself.
  virtual Result<std::optional<std::uint64_t>> joined_to(std::uint64_t lane) = 0;
  virtual Status join(std::uint64_t lane, std::uint64_t to) = 0;
  // The number of a hub's name, a new one if it is new.
  virtual Result<std::int64_t> hub_number(std::string_view name) = 0;
  virtual Result<std::vector<RequestRow>> requests() = 0;
  virtual Status remove_request(std::int64_t row) = 0;
  // Writes something and syncs it: true again when a fault is over. Not within a transaction.
  virtual Status probe() = 0;

  // Any time, also outside a transaction:
  // All open entries in the order of rank.
  virtual Status each_open_entry(const std::function<void(OpenEntryRow&&)>& visit) = 0;
  virtual Result<std::optional<OpenEntryRow>> open_entry(std::int64_t position) = 0;
  virtual Result<std::vector<std::int64_t>> positions_of(std::int64_t message) = 0;
  virtual Result<std::int64_t> last_position() = 0;  // the highest position or rank ever used
  virtual Result<std::int64_t> last_message() = 0;   // row
  // True when another process has written since the last call.
  virtual bool changed_by_others() = 0;
  // Rows written since it was opened.
  [[nodiscard]] virtual std::uint64_t rows_written() const = 0;
  virtual Result<std::unique_ptr<Reader>> reader() = 0;
};

}  // namespace schakel::storage
