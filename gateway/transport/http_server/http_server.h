#pragma once
// HttpServer: HTTP/1.1 (RFC 9110, RFC 9112) on Beast's parser, without its containers: the header and the body stay in
// the connection's own buffer, an answer leaves in one write.
//
// Bounds: header bytes and fields, body bytes, connections (base/limits.h); time for the header, for the body, for a
// client to take its answer, for an idle connection (HttpTimes). Requests of a connection are answered one after the
// other, in order. 400 (syntax, no Host), 408, 411 never (chunked bodies are read), 413, 417, 431, 501, 505 are
// answered here, with the body that HttpHandler::refusal gives; all of these close the connection.

#include "base/limits.h"
#include "base/result.h"
#include "transport/address.h"
#include "transport/loops.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace schakel::transport {

class HttpSession;

// Views into the connection's buffer; valid until its reply is sent.
class HttpRequest {
 public:
  [[nodiscard]] std::string_view method() const { return method_; }
  [[nodiscard]] std::string_view path() const { return path_; }    // still percent-encoded
  [[nodiscard]] std::string_view query() const { return query_; }  // without `?`; never logged
  // The first field of that name, case ignored.
  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
  // At least 64 readable bytes follow it.
  [[nodiscard]] std::string_view body() const { return body_; }
  // The loop whose thread handles it: index of scratch memory.
  [[nodiscard]] unsigned loop() const { return loop_; }

 private:
  friend class HttpSession;
  const HttpSession* session_ = nullptr;
  std::string_view method_;
  std::string_view path_;
  std::string_view query_;
  std::string_view body_;
  unsigned loop_ = 0;
};

// The value of a parameter of a query, percent-decoded and `+` read as a space; nothing when it is absent.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);
// Percent-decoded; nothing for a broken escape.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space = false);

struct HttpAnswer {
  int status = 200;
  std::string media_type;  // with a body: Content-Type
  std::string body;
  std::string fields;  // further ones, each ended by CR LF: `Location: /messages/1\r\n`
};

// The one answer to one request. Thread rule: any thread. Dropped without an answer: 500.
class HttpReply {
 public:
  HttpReply() = default;
  explicit HttpReply(std::shared_ptr<HttpSession> session) : session_(std::move(session)) {}
  HttpReply(HttpReply&&) noexcept = default;
  HttpReply& operator=(HttpReply&&) noexcept = default;
  HttpReply(const HttpReply&) = delete;
  HttpReply& operator=(const HttpReply&) = delete;
  ~HttpReply();

  // REQUIRES: not sent yet.
  void send(HttpAnswer answer);
  // The answer passes through this before it leaves, on the thread that sends it.
  void before_sending(std::function<void(HttpAnswer&)> change) { change_ = std::move(change); }

 private:
  std::shared_ptr<HttpSession> session_;
  std::function<void(HttpAnswer&)> change_;
};

// Called on the loops' threads, several at a time.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  virtual void handle(const HttpRequest& request, HttpReply reply) = 0;
  // The answer when the server itself refuses; `reason` is ours, never content.
  virtual HttpAnswer refusal(int status, std::string_view reason) = 0;
};

struct HttpTimes {
  std::chrono::seconds header{10};     // from its first byte to its last
  std::chrono::seconds body_idle{30};  // between two pieces of a body
  std::chrono::seconds body{300};      // of a whole body
  std::chrono::seconds write{60};      // for the client to take an answer
  std::chrono::seconds idle{75};       // between two requests
};

class HttpServer {
 public:
  // Listens; requests come when the loops run. The handler and the loops must outlive the server's last session.
  static Result<std::unique_ptr<HttpServer>> listen(const Address& address, const Limits& limits,
                                                    const HttpTimes& times, Loops& loops, HttpHandler& handler);
  ~HttpServer();
  [[nodiscard]] const Address& address() const;
  // No new connections. Returns at once. The open ones end with Loops::drain().
  void stop();
  // Open connections; 0 after stop() and drain() means that all is answered. Thread rule: any thread.
  [[nodiscard]] std::size_t connections() const;

  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::transport
