#pragma once
// Inside mllp/ only: one connection.

#include "transport/listener.h"
#include "transport/loop.h"
#include "transport/mllp/mllp_server.h"

#include <array>
#include <memory>
#include <string>

namespace schakel::transport {

struct MllpShared {
  Limits limits;
  MllpTimes times;
  MllpHandler* handler = nullptr;
  ConnectionCount count;
};

class MllpSession final : public Connection, public std::enable_shared_from_this<MllpSession> {
 public:
  MllpSession(Loop& loop, Socket socket, std::shared_ptr<MllpShared> shared);
  ~MllpSession() override;
  void start();

  void check_deadline(SteadyTime now) override;
  void drain() override;

  // Any thread. The caller's hold goes along, so that a session ends only on the thread of its loop.
  static void send(std::shared_ptr<MllpSession> session, std::string framed);
  static void later(std::shared_ptr<MllpSession> session);
  static void hang_up(std::shared_ptr<MllpSession> session);

 private:
  enum class State : std::uint8_t { reading, handling, waiting, writing, closed };

  void read();
  void next_frame();
  void handle();
  void on_written(const ErrorCode& error);
  void close();

  Loop& loop_;
  Socket socket_;
  Loop::Timer retry_;
  std::shared_ptr<MllpShared> shared_;
  State state_ = State::reading;
  bool draining_ = false;
  SteadyTime deadline_;
  std::array<char, 16384> received_;
  FrameReader frames_;
  Frame frame_;
  unsigned attempt_ = 0;
  std::string out_;
};

}  // namespace schakel::transport
