#pragma once
// MllpServer: HL7 v2 over MLLP. One frame of a connection is handled at a time, so answers keep the order of the
// frames; many connections at once. A connection may stay silent for days, but a frame that has begun must go on.

#include "base/limits.h"
#include "base/result.h"
#include "transport/address.h"
#include "transport/loops.h"
#include "transport/mllp/frames.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace schakel::transport {

class MllpSession;

// The answers to one frame. Thread rule: any thread. Dropped without one: as later().
class MllpReply {
 public:
  MllpReply() = default;
  explicit MllpReply(std::shared_ptr<MllpSession> session) : session_(std::move(session)) {}
  MllpReply(MllpReply&&) noexcept = default;
  MllpReply& operator=(MllpReply&&) noexcept = default;
  MllpReply(const MllpReply&) = delete;
  MllpReply& operator=(const MllpReply&) = delete;
  ~MllpReply();

  // Each one becomes a frame, in order; none at all when the sender asked for none. REQUIRES: not answered yet.
  void send(std::span<const std::string> answers);
  // A fault of ours: nothing is answered and nothing more is read; the frame is handed in again after a while.
  void later();
  // Closes the connection without an answer: the sender does not know whether its message was taken, and will ask
  // again.
  void hang_up();

 private:
  std::shared_ptr<MllpSession> session_;
};

// Called on the loops' threads, several at a time.
class MllpHandler {
 public:
  virtual ~MllpHandler() = default;
  // The frame's content is valid until the reply is given. `attempt` counts from 0; more after later().
  virtual void handle(const Frame& frame, unsigned loop, unsigned attempt, MllpReply reply) = 0;
};

struct MllpTimes {
  std::chrono::seconds frame_idle{60};   // between two pieces of a frame
  std::chrono::seconds write{60};        // for the sender to take an answer
  std::chrono::milliseconds retry{250};  // after later()
};

class MllpServer {
 public:
  // As HttpServer::listen.
  static Result<std::unique_ptr<MllpServer>> listen(const Address& address, const Limits& limits,
                                                    const MllpTimes& times, Loops& loops, MllpHandler& handler);
  ~MllpServer();
  [[nodiscard]] const Address& address() const;
  void stop();
  [[nodiscard]] std::size_t connections() const;

  struct Impl;
  explicit MllpServer(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::transport
