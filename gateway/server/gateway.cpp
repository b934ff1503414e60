#include "server/gateway.h"

#include "base/log.h"
#include "pipeline/ingest.h"
#include "server/http_endpoints.h"
#include "server/mllp_endpoint.h"
#include "transport/loops.h"

#include <algorithm>
#include <deque>
#include <thread>

namespace schakel::server {

namespace {

constexpr unsigned kWorkers = 2;
constexpr std::size_t kWaiting = 256;  // pieces of work for them
constexpr std::chrono::milliseconds kGraceOfRequests{3000};
constexpr std::chrono::milliseconds kGraceOfLastAnswers{1000};

Status check_addresses(const Options& options) {
  std::vector<transport::Address> all = options.http;
  for (const MllpListener& listener : options.mllp) all.push_back(listener.address);
  for (const transport::Address& address : all) {
    if (address.loopback() || options.insecure) continue;
    return failed(
        invalid("refusing to listen on " + address.text() +
                ": others could reach it and there is no TLS yet; `insecure: true` in schakel.yaml allows it"));
  }
  return {};
}

}  // namespace

struct Gateway::Impl {
  Options options;
  std::unique_ptr<outbox::Outbox> outbox;
  std::deque<pipeline::Channel> channels;
  std::unique_ptr<transport::Loops> loops;
  std::unique_ptr<pipeline::Workers> workers;
  std::unique_ptr<pipeline::Ingest> ingest;
  std::unique_ptr<pipeline::Judge> judge;
  std::unique_ptr<Context> context;
  std::unique_ptr<HttpEndpoints> http;
  std::deque<MllpEndpoint> mllp;
  std::vector<std::unique_ptr<transport::HttpServer>> http_servers;
  std::vector<std::unique_ptr<transport::MllpServer>> mllp_servers;
  bool stopped = false;

  Status listen(const Limits& limits);
  [[nodiscard]] std::size_t connections() const;
  void wait_for_connections(std::chrono::milliseconds grace) const;
};

Status Gateway::Impl::listen(const Limits& limits) {
  http = std::make_unique<HttpEndpoints>(*context);
  for (const transport::Address& address : options.http) {
    auto server = transport::HttpServer::listen(address, limits, {}, *loops, *http);
    if (!server) return failed(std::move(server.error()));
    http_servers.push_back(std::move(*server));
  }
  for (const MllpListener& listener : options.mllp) {
    const pipeline::Channel* channel = context->channel(listener.channel);
    if (channel == nullptr) return failed(invalid("no channel is called " + listener.channel));
    mllp.emplace_back(*context, *channel);
    auto server = transport::MllpServer::listen(listener.address, limits, {}, *loops, mllp.back());
    if (!server) return failed(std::move(server.error()));
    mllp_servers.push_back(std::move(*server));
  }
  return {};
}

std::size_t Gateway::Impl::connections() const {
  std::size_t open = 0;
  for (const auto& server : http_servers) open += server->connections();
  for (const auto& server : mllp_servers) open += server->connections();
  return open;
}

void Gateway::Impl::wait_for_connections(std::chrono::milliseconds grace) const {
  const auto end = std::chrono::steady_clock::now() + grace;
  while (connections() != 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Gateway::~Gateway() { stop(); }

Result<std::unique_ptr<Gateway>> Gateway::start(Options options, pipeline::Services services,
                                                std::unique_ptr<outbox::Outbox> outbox) {
  if (Status status = check_addresses(options); !status) return failed(std::move(status.error()));
  auto impl = std::make_unique<Impl>();
  Impl& g = *impl;
  g.options = std::move(options);
  g.outbox = std::move(outbox);
  g.channels.assign(g.options.channels.begin(), g.options.channels.end());
  const unsigned threads =
      g.options.threads != 0 ? g.options.threads : std::max(1U, std::thread::hardware_concurrency());
  g.loops = std::make_unique<transport::Loops>(threads);
  g.workers = std::make_unique<pipeline::Workers>(kWorkers, kWaiting);
  services.journal = g.outbox.get();
  const Limits limits = services.limits;
  const TimePoint now = services.clock->now();
  g.ingest = std::make_unique<pipeline::Ingest>(std::move(services), threads, kWorkers, *g.workers);
  g.judge = std::make_unique<pipeline::Judge>(g.ingest->services(), kWorkers, g.options.version);
  g.context.reset(new Context{
      *g.ingest, *g.outbox, *g.workers, *g.judge, g.channels, g.options.version, g.options.insecure, now, {}});
  auto gateway = std::make_unique<Gateway>(std::move(impl));
  if (Status status = g.listen(limits); !status) return failed(std::move(status.error()));
  g.loops->start();
  g.outbox->start();
  return gateway;
}

void Gateway::stop() {
  Impl& g = *impl_;
  if (g.stopped) return;
  g.stopped = true;
  if (g.context) g.context->stopping = true;
  for (const auto& server : g.http_servers) server->stop();
  for (const auto& server : g.mllp_servers) server->stop();
  g.loops->drain();
  g.wait_for_connections(g.options.grace);
  g.workers->stop();
  g.outbox->stop(kGraceOfRequests);
  // The last commits have posted their answers to the loops.
  g.wait_for_connections(kGraceOfLastAnswers);
  g.loops->stop();
}

std::vector<transport::Address> Gateway::http() const {
  std::vector<transport::Address> addresses;
  for (const auto& server : impl_->http_servers) addresses.push_back(server->address());
  return addresses;
}

std::vector<transport::Address> Gateway::mllp() const {
  std::vector<transport::Address> addresses;
  for (const auto& server : impl_->mllp_servers) addresses.push_back(server->address());
  return addresses;
}

}  // namespace schakel::server
