#pragma once
// Inside transport/ only: listens on one address and deals the accepted sockets to the loops, one after the other.

#include "base/result.h"
#include "transport/address.h"
#include "transport/loop.h"
#include "transport/loops.h"

#include <atomic>
#include <functional>
#include <memory>

namespace schakel::transport {

// Connections of one server; shared by its sessions, so that the last one of them can be waited for.
struct ConnectionCount {
  std::atomic<std::size_t> open{0};
};

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  // Called on the loop's thread.
  using OnSocket = std::function<void(Loop&, Socket)>;

  static Result<std::shared_ptr<Listener>> listen(const Address& address, Loops& loops, OnSocket on_socket);
  [[nodiscard]] const Address& address() const { return address_; }  // with the port that was chosen
  void start();
  // No more connections; returns at once. Thread rule: any thread.
  void stop();

  Listener(Loops& loops, OnSocket on_socket);

 private:
  using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;
  Status open(const Address& address);
  void accept();

  Loops& loops_;
  OnSocket on_socket_;
  Acceptor acceptor_;
  Loop::Timer pause_;
  Address address_;
  unsigned next_ = 0;
};

}  // namespace schakel::transport
