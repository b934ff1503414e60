// Our own HTTP server with nothing behind it: http_only_server PORT THREADS answers each request with 202 and a short
// body.

#include "transport/http_server/http_server.h"

#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace schakel;

class Accepted final : public transport::HttpHandler {
 public:
  void handle(const transport::HttpRequest& /*request*/, transport::HttpReply reply) override {
    reply.send({.status = 202, .media_type = "text/plain", .body = "ok", .fields = {}});
  }
  transport::HttpAnswer refusal(int status, std::string_view reason) override {
    return {.status = status, .media_type = "text/plain", .body = std::string(reason), .fields = {}};
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Accepted accepted;
  transport::Loops loops(static_cast<unsigned>(std::atoi(argv[2])));
  auto server = transport::HttpServer::listen({"127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[1]))}, Limits{},
                                              transport::HttpTimes{}, loops, accepted);
  if (!server) {
    std::fprintf(stderr, "http_only_server: %s\n", server.error().message.c_str());
    return 2;
  }
  loops.start();
  int got = 0;
  sigwait(&signals, &got);
  (*server)->stop();
  loops.stop();
  return 0;
}
