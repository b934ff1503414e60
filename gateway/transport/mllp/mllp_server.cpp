#include "transport/mllp/mllp_server.h"

#include "transport/mllp/session.h"

namespace schakel::transport {

struct MllpServer::Impl {
  std::shared_ptr<MllpShared> shared;
  std::shared_ptr<Listener> listener;
};

MllpServer::MllpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MllpServer::~MllpServer() = default;

Result<std::unique_ptr<MllpServer>> MllpServer::listen(const Address& address, const Limits& limits,
                                                       const MllpTimes& times, Loops& loops, MllpHandler& handler) {
  auto shared = std::make_shared<MllpShared>();
  shared->limits = limits;
  shared->times = times;
  shared->handler = &handler;
  auto listener = Listener::listen(address, loops, [shared](Loop& loop, Socket socket) {
    std::make_shared<MllpSession>(loop, std::move(socket), shared)->start();
  });
  if (!listener) return failed(std::move(listener.error()));
  (*listener)->start();
  auto impl = std::make_unique<Impl>();
  impl->shared = std::move(shared);
  impl->listener = std::move(*listener);
  return std::make_unique<MllpServer>(std::move(impl));
}

const Address& MllpServer::address() const { return impl_->listener->address(); }

void MllpServer::stop() { impl_->listener->stop(); }

std::size_t MllpServer::connections() const { return impl_->shared->count.open; }

}  // namespace schakel::transport
