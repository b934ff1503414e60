#pragma once
// An HTTP server that does as it is told, on a port of its own of the loopback interface: for tests of what others do
// wrong.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace schakel::testing {

class ScriptedServer {
 public:
  struct Reply {
    std::string bytes;   // on the wire, as they are
    bool close = false;  // afterwards
    bool hang = false;   // neither answers nor closes until the server ends
  };
  struct Request {
    std::string head;  // request line and headers
    std::string body;
    std::size_t connection = 0;  // counts from 0
  };
  using Handler = std::function<Reply(const Request&)>;

  // The handler runs on the connection's thread; several at once.
  explicit ScriptedServer(Handler handler);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path = "/fhir") const;
  [[nodiscard]] std::size_t connections() const { return connections_.load(); }

  // An answer with Content-Length.
  static Reply answer(int status, const std::string& body, const std::string& headers = "");

 private:
  void accept_all();
  void serve(int fd, std::size_t number);

  Handler handler_;
  std::uint16_t port_ = 0;  // before listener_, which fills it
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> connections_{0};
  std::mutex mutex_;
  std::set<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// A port of the loopback interface on which nobody listens.
std::uint16_t closed_port();

}  // namespace schakel::testing
