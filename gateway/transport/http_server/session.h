#pragma once
// Inside http_server/ only: one connection.

#include "transport/http_server/http_server.h"
#include "transport/http_server/request_parser.h"
#include "transport/listener.h"
#include "transport/loop.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace schakel::transport {

// What all sessions of a server share.
struct HttpShared {
  Limits limits;
  HttpTimes times;
  HttpHandler* handler = nullptr;
  ConnectionCount count;
};

class HttpSession final : public Connection, public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(Loop& loop, Socket socket, std::shared_ptr<HttpShared> shared);
  ~HttpSession() override;
  void start();
  void refuse_connection();  // over the limit of connections: 503, closed

  void check_deadline(SteadyTime now) override;
  void drain() override;

  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
  // Any thread. The caller's hold goes along, so that a session ends only on the thread of its loop.
  static void send(std::shared_ptr<HttpSession> session, HttpAnswer answer);
  static void send_failure(std::shared_ptr<HttpSession> session);  // the handler dropped its reply

 private:
  enum class State : std::uint8_t { idle, head, body, handling, writing, lingering, closed };

  [[nodiscard]] std::string_view view(Piece p) const { return {buffer_.get() + p.begin, p.size}; }
  void reserve(std::size_t bytes);
  void read();
  void on_read(const ErrorCode& error, std::size_t bytes);
  void advance();
  bool parse_head();
  bool head_is_acceptable();
  void begin_body();
  void read_chunks();
  void handle(std::string_view body);
  void refuse(int status, std::string_view reason);
  void write(HttpAnswer answer);
  void on_written(const ErrorCode& error);
  void next_request();
  void linger();
  void close();

  Loop& loop_;
  Socket socket_;
  std::shared_ptr<HttpShared> shared_;
  State state_ = State::idle;
  bool draining_ = false;
  bool keep_alive_ = true;
  SteadyTime deadline_;
  SteadyTime body_deadline_;

  // [0, size_) received; head in [0, head_size_), a body of known length behind it.
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  std::size_t head_size_ = 0;
  std::size_t body_size_ = 0;
  std::size_t searched_ = 0;  // no end of head before this place
  std::size_t lingered_ = 0;
  bool chunked_ = false;
  std::optional<RequestParser> parser_;
  RequestHead head_;
  std::string chunks_;
  HttpRequest request_;

  std::string out_;
  HttpAnswer answer_;
};

}  // namespace schakel::transport
