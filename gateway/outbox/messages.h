#pragma once
// Messages: what the journal holds, for GET /messages, POST /messages/{id}/$replay and `schakel queue`. Works beside a
// running gateway, from another process too: SQLite readers never wait for the writer.
//
// A message is refused, or has for each hub one delivery: queued -> delivered | parked(reason) | uncertain
// (architecture section 1).

#include "base/clock.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::outbox {

enum class DeliveryState : std::uint8_t { queued, delivered, parked, uncertain };
std::string_view delivery_state_code(DeliveryState state);  // `queued`
std::optional<DeliveryState> delivery_state_from_code(std::string_view code);

struct Delivery {
  std::string hub;
  DeliveryState state = DeliveryState::queued;
  std::string reason;  // stable id: why it is parked or uncertain, or what the last attempt ended with
  std::uint32_t attempts = 0;
  TimePoint changed{};  // of the last change of state, or of the last attempt
  std::uint32_t replays = 0;
};

struct MessageSummary {
  std::string id;
  TimePoint received{};
  std::string channel;
  std::string format;
  std::string type;
  std::string control_id;
  bool refused = false;
  bool control_id_reused = false;
  std::size_t bytes = 0;
  std::vector<Delivery> deliveries;
};

struct DeliveryDetail {
  std::string content_type;
  std::string payload;                 // as sent to the hub
  std::string outcome;                 // the hub's OperationOutcome of the last refusal
  std::vector<std::string> locations;  // of what the hub made or updated
};

struct MessageDetail {
  MessageSummary summary;
  std::string bytes;
  std::string outcome;
  std::string answer;
  std::string answer_media_type;
  int answer_status = 0;
  std::vector<DeliveryDetail> deliveries;  // in the order of summary.deliveries
};

struct Query {
  bool refused = false;                  // only refused messages
  std::optional<DeliveryState> state{};  // only messages with a delivery in that state (at `hub`, when given)
  std::string hub{};
  std::string channel{};
  std::string before{};     // id: only older messages; the paging key
  std::size_t limit = 100;  // at most 1,000
};

struct Page {
  std::vector<MessageSummary> messages;  // newest first
  std::string next;                      // `before` of the next page; empty: that was all
};

enum class Overtaken : std::uint8_t { refuse, allow };

struct Replayed {
  std::size_t queued = 0;          // deliveries queued again
  std::size_t not_replayable = 0;  // queued or delivered ones
  std::size_t overtaken = 0;       // left alone: a later message of the same patient has been delivered since
};

// Thread rule: any thread; each call takes its own turn on one reading connection.
class Messages {
 public:
  virtual ~Messages() = default;
  virtual Result<Page> list(const Query& query) = 0;
  // No value: no such message.
  virtual Result<std::optional<MessageDetail>> read(std::string_view id) = 0;
  // Queues the parked and uncertain deliveries of a message again, at `hub` only when that is given. They take their
  // place behind what waits in their lanes now. A running gateway picks the request up within a second; else its next
  // start does.
  virtual Result<Replayed> replay(std::string_view id, std::string_view hub, Overtaken overtaken) = 0;
};

// The messages of a data directory. A Fault not_found: there is no store.
Result<std::unique_ptr<Messages>> open_messages(const std::filesystem::path& data);

}  // namespace schakel::outbox
