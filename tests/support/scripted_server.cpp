#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace schakel::testing {

namespace {

int listen_on_loopback(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 128) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port on the loopback interface");
  }
  port = ntohs(address.sin_port);
  return fd;
}

std::size_t content_length(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

std::uint16_t closed_port() {
  std::uint16_t port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

ScriptedServer::ScriptedServer(Handler handler) : handler_(std::move(handler)), listener_(listen_on_loopback(port_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
}

std::string ScriptedServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

ScriptedServer::Reply ScriptedServer::answer(int status, const std::string& body, const std::string& headers) {
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/fhir+json\r\n" + headers +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
          false, false};
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0 || stopping_) {
      if (fd >= 0) ::close(fd);
      return;
    }
    const std::lock_guard lock(mutex_);
    open_.insert(fd);
    threads_.emplace_back([this, fd, number = connections_++] { serve(fd, number); });
  }
}

void ScriptedServer::serve(int fd, std::size_t number) {
  std::string received;
  char buffer[65536];
  for (bool open = true; open;) {
    Request request;
    request.connection = number;
    for (;;) {
      const std::size_t end = received.find("\r\n\r\n");
      if (end != std::string::npos) {
        request.head = received.substr(0, end + 4);
        const std::size_t length = content_length(request.head);
        if (received.size() >= end + 4 + length) {
          request.body = received.substr(end + 4, length);
          received.erase(0, end + 4 + length);
          break;
        }
      }
      const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0) {
        open = false;
        break;
      }
      received.append(buffer, static_cast<std::size_t>(got));
    }
    if (!open) break;
    const Reply reply = handler_(request);
    if (reply.hang) {
      while (!stopping_ && ::recv(fd, buffer, sizeof buffer, 0) > 0) {
      }
      break;
    }
    if (!reply.bytes.empty()) (void)!::send(fd, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL);
    open = !reply.close;
  }
  const std::lock_guard lock(mutex_);
  open_.erase(fd);
  ::close(fd);
}

}  // namespace schakel::testing
