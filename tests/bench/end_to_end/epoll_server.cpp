// The floor that our HTTP server is measured against, and the hub that costs nothing: HTTP/1.1 over bare epoll, one
// thread, no framework, keep-alive, Content-Length bodies only. Not for production; it trusts its peer.
//
//   epoll_server PORT        answers each request with 200 and two bytes
//   epoll_server PORT --hub  answers each POST with a transaction-response that has an entry per request of the Bundle

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

bool hub = false;

std::string response(std::string_view body, const char* type) {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string transaction_response(std::string_view bundle) {
  std::string entries;
  int n = 0;
  for (std::size_t at = 0; (at = bundle.find("\"request\":", at)) != std::string_view::npos; at += 10) {
    entries += entries.empty() ? "" : ",";
    entries += R"({"response":{"status":"200 OK","location":"Basic/)" + std::to_string(++n) + R"(/_history/1"}})";
  }
  return R"({"resourceType":"Bundle","type":"transaction-response","entry":[)" + entries + "]}";
}

// Bytes of the first whole request in `in`; 0 when more must come. `body` views its body.
std::size_t whole_request(std::string_view in, std::string_view& body) {
  const std::size_t end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t length = 0;
  for (std::size_t at = in.find("\r\n"); at < end; at = in.find("\r\n", at + 2)) {
    const std::string_view line = in.substr(at + 2, 15);
    if (line.size() == 15 && ::strncasecmp(line.data(), "content-length:", 15) == 0)
      length = std::strtoul(in.data() + at + 17, nullptr, 10);
  }
  if (in.size() < end + 4 + length) return 0;
  body = in.substr(end + 4, length);
  return end + 4 + length;
}

void serve(int connection, std::string& in) {
  static const std::string kPlain = response("ok", "text/plain");
  std::string out;
  std::string_view body;
  while (const std::size_t size = whole_request(in, body)) {
    out += hub ? response(transaction_response(body), "application/fhir+json") : kPlain;
    in.erase(0, size);
  }
  for (std::size_t sent = 0; sent < out.size();) {
    const ssize_t n = ::send(connection, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

int listen_on(int port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener, 1024) != 0) {
    std::perror("epoll_server");
    std::exit(2);
  }
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  hub = argc > 2 && std::string_view(argv[2]) == "--hub";
  const int listener = listen_on(std::atoi(argv[1]));
  const int poll = ::epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  std::unordered_map<int, std::string> input;
  std::array<epoll_event, 256> ready{};
  std::array<char, 65536> buffer{};
  for (;;) {
    const int n = ::epoll_wait(poll, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < n; ++i) {
      const int fd = ready[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        event.data.fd = ::accept(listener, nullptr, nullptr);
        ::epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        ::close(fd);
        input.erase(fd);
        continue;
      }
      std::string& in = input[fd];
      in.append(buffer.data(), static_cast<std::size_t>(got));
      serve(fd, in);
    }
  }
}
