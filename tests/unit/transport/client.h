#pragma once
// A blocking client on a plain socket: sends bytes as given, reads until a condition or the end.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  [[nodiscard]] bool connected() const { return connected_; }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_of_input() { ::shutdown(socket_, SHUT_WR); }

  // What comes until `count` times `mark` were seen, or the end of the connection.
  std::string read_until(std::string_view mark, std::size_t count = 1) {
    char piece[4096];
    for (;;) {
      std::size_t seen = 0;
      for (std::size_t at = 0; (at = received_.find(mark, at)) != std::string::npos; at += mark.size()) {
        if (++seen == count) return std::exchange(received_, {});
      }
      const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
      if (got <= 0) return std::exchange(received_, {});
      received_.append(piece, static_cast<std::size_t>(got));
    }
  }
  std::string read_all() { return read_until("\x01 no such bytes \x01"); }

 private:
  int socket_;
  bool connected_ = false;
  std::string received_;
};
