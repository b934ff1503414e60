#include "transport/http_server/http_server.h"

#include "transport/http_server/session.h"

namespace schakel::transport {

struct HttpServer::Impl {
  std::shared_ptr<HttpShared> shared;
  std::shared_ptr<Listener> listener;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const Address& address, const Limits& limits,
                                                       const HttpTimes& times, Loops& loops, HttpHandler& handler) {
  auto shared = std::make_shared<HttpShared>();
  shared->limits = limits;
  shared->times = times;
  shared->handler = &handler;
  auto listener = Listener::listen(address, loops, [shared](Loop& loop, Socket socket) {
    const auto session = std::make_shared<HttpSession>(loop, std::move(socket), shared);
    if (shared->count.open > shared->limits.connections) return session->refuse_connection();
    session->start();
  });
  if (!listener) return failed(std::move(listener.error()));
  (*listener)->start();
  auto impl = std::make_unique<Impl>();
  impl->shared = std::move(shared);
  impl->listener = std::move(*listener);
  return std::make_unique<HttpServer>(std::move(impl));
}

const Address& HttpServer::address() const { return impl_->listener->address(); }

void HttpServer::stop() { impl_->listener->stop(); }

std::size_t HttpServer::connections() const { return impl_->shared->count.open; }

}  // namespace schakel::transport
