#pragma once
// HttpClient: outgoing HTTP/1.1 for one thread that drives many requests at once (libcurl's multi interface; nothing of
// it is visible here). Connections are kept and reused.
//
//   client.send(request, [](ClientResponse answer) {...});
//   while (...) client.run(max_wait);        // callbacks run in here
//
// A request whose first byte may have reached the other side is never repeated by this class, also not on a kept
// connection that turns out to be dead: repeating is the caller's decision. Redirects are not followed, proxies of the
// environment not used unless a request says so. Thread rule: one thread, wake() any thread.

#include "base/clock.h"
#include "base/result.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace schakel::transport {

struct TlsClient {
  std::string certificate_file;  // PEM; empty: none
  std::string key_file;
  std::string authority_file;  // PEM; empty: the system's
};

struct ClientRequest {
  std::string method = "POST";
  std::string url;  // http or https
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Milliseconds connect_timeout{5'000};
  Milliseconds timeout{60'000};  // of the whole exchange
  Milliseconds silence{0};       // no byte for so long, in whole seconds: `timeout`; 0: no such bound
  std::size_t max_answer_bytes = std::size_t{20} * 1024 * 1024;
  bool fresh_connection = false;      // do not reuse a kept one, which may be dead
  bool proxy_of_environment = false;  // https_proxy, no_proxy ... count; never for deliveries
  TlsClient tls;
};

struct ClientResponse {
  int status = 0;     // 0: there was no answer
  bool sent = false;  // some of the request has left
  // Empty when all went well, else `resolve`, `connect`, `tls`, `timeout`, `reset`, `partial`, `too-large`, `aborted`,
  // `failed`.
  std::string error;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  bool complete = false;  // the answer ended where it said it would
};

class HttpClient {
 public:
  using Done = std::function<void(ClientResponse)>;

  // `connections`: kept open at most.
  static Result<std::unique_ptr<HttpClient>> create(std::size_t connections);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();  // what is in flight is dropped, its callbacks do not run

  // Fault invalid: a url that is none. `done` runs inside run() or abort(), never inside send().
  Status send(ClientRequest request, Done done);
  // Moves everything on; returns after something ended, after wake(), or after max_wait.
  void run(Milliseconds max_wait);
  void wake();
  // Ends everything in flight with the error `aborted`.
  void abort();
  [[nodiscard]] std::size_t in_flight() const;

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::transport
