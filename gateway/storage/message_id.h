#pragma once
// Ids of messages: UUIDv7 (RFC 9562 section 5.7) whose first 60 significant bits, milliseconds and a rising counter,
// are also the message's row: a message is found by its id without an index, and rows are added at the end.

#include "base/clock.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace schakel::storage {

struct MessageId {
  std::int64_t row = 0;      // milliseconds since 1970 << 12 | counter
  std::uint64_t random = 0;  // 62 bits

  [[nodiscard]] TimePoint time() const { return TimePoint{Milliseconds{row >> 12}}; }
  [[nodiscard]] std::string text() const;
  // No value: not an id that text() could have written.
  static std::optional<MessageId> parse(std::string_view text);
  friend bool operator==(const MessageId&, const MessageId&) = default;
};

// Rising ids, also when the clock is set back. Thread rule: any thread.
class MessageIds {
 public:
  // `last`: the newest row of the store; ids are above it. `clock` must outlive this.
  MessageIds(const Clock& clock, std::int64_t last);
  MessageId next();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::int64_t last_;
  std::uint64_t state_;
};

}  // namespace schakel::storage
