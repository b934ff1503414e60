#include "transport/listener.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <netinet/tcp.h>

namespace schakel::transport {

namespace {
constexpr int kBacklog = 1024;
constexpr int kDeferSeconds = 5;                  // wakes us when the first bytes are there, not at the handshake
constexpr std::chrono::milliseconds kPause{100};  // after a failed accept: out of file descriptors
}  // namespace

Listener::Listener(Loops& loops, OnSocket on_socket)
    : loops_(loops),
      on_socket_(std::move(on_socket)),
      acceptor_(loops.at(0).context.get_executor()),
      pause_(loops.at(0).context.get_executor()) {}

Result<std::shared_ptr<Listener>> Listener::listen(const Address& address, Loops& loops, OnSocket on_socket) {
  auto listener = std::make_shared<Listener>(loops, std::move(on_socket));
  if (auto status = listener->open(address); !status) return failed(std::move(status.error()));
  return listener;
}

Status Listener::open(const Address& address) {
  ErrorCode error;
  const net::ip::tcp::endpoint endpoint(net::ip::make_address(address.host, error), address.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error) return failed(invalid("cannot listen on " + address.text() + ": " + error.message()));
  const int defer = kDeferSeconds;
  ::setsockopt(acceptor_.native_handle(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof defer);
  address_ = {address.host, acceptor_.local_endpoint(error).port()};
  return {};
}

void Listener::start() {
  net::post(loops_.at(0).context, [self = shared_from_this()] { self->accept(); });
}

void Listener::stop() {
  net::post(loops_.at(0).context, [self = shared_from_this()] {
    ErrorCode ignored;
    self->acceptor_.close(ignored);
    self->pause_.cancel();
  });
}

void Listener::accept() {
  Loop& loop = loops_.at(next_++ % loops_.size());
  acceptor_.async_accept(loop.context.get_executor(),
                         [self = shared_from_this(), &loop](const ErrorCode& error, Socket socket) {
                           if (!self->acceptor_.is_open()) return;
                           if (error) {
                             self->pause_.expires_after(kPause);
                             self->pause_.async_wait([self](const ErrorCode& cancelled) {
                               if (!cancelled) self->accept();
                             });
                             return;
                           }
                           net::post(loop.context, [self, &loop, moved = std::move(socket)]() mutable {
                             ErrorCode ignored;
                             moved.set_option(net::ip::tcp::no_delay(true), ignored);
                             self->on_socket_(loop, std::move(moved));
                           });
                           self->accept();
                         });
}

}  // namespace schakel::transport
