#pragma once
// Inside transport/ only: one thread's io_context, and the connections on it that have deadlines.

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_set>

namespace schakel::transport {

namespace net = boost::asio;
using Executor = net::io_context::executor_type;
using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;
using ErrorCode = boost::system::error_code;

// A connection. Deadlines are looked at once a second for all connections of a loop: setting one costs a store.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void check_deadline(SteadyTime now) = 0;
  // No new work: closes when idle, else after the answer it owes.
  virtual void drain() = 0;
};

struct Loop {
  using Timer =
      net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>, Executor>;

  explicit Loop(unsigned number) : index(number), guard(context.get_executor()), ticker(context.get_executor()) {}

  unsigned index;
  SteadyTime now = std::chrono::steady_clock::now();  // of the last tick
  std::string date;                                   // the same as an HTTP Date
  bool draining = false;
  std::unordered_set<Connection*> connections;
  net::io_context context{1};  // after `connections`: what its queue still holds leaves them when it is destroyed
  net::executor_work_guard<Executor> guard;
  Timer ticker;
};

}  // namespace schakel::transport
