// `schakel serve`: the gateway.

#include "app/commands/command.h"
#include "app/configuration/configuration.h"
#include "app/definitions.h"
#include "app/serve_parts.h"
#include "app/version.h"
#include "base/log.h"
#include "server/gateway.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <csignal>
#include <cstdio>
#include <string>

namespace schakel::app {

namespace {

constexpr Option kOptions[] = {
    {.name = "--hub", .value = "URL", .help = "base URL of the one FHIR hub that everything goes to"},
    {.name = "--config", .value = "FILE", .help = "schakel.yaml with channels, hubs and limits, instead of --hub"},
    {.name = "--data",
     .value = "DIR",
     .help = "where messages and queues are kept; made if absent (default schakel-data)"},
    {.name = "--http", .value = "HOST:PORT", .help = "listen here for HTTP (default 127.0.0.1:8080)"},
    {.name = "--mllp", .value = "HOST:PORT", .help = "listen here for HL7 v2 over MLLP (default 127.0.0.1:2575)"},
};

// Messages of patients are in our memory: no core dump, no other process of this user that attaches.
void protect_memory() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

Result<Configuration> configuration_of(const Arguments& arguments) {
  if (arguments.has("--hub") == arguments.has("--config")) return failed(invalid("give --hub URL or --config FILE"));
  Result<Configuration> configuration = default_configuration(std::string(arguments.text("--hub")));
  if (arguments.has("--config")) configuration = read_configuration(std::string(arguments.text("--config")));
  if (!configuration) return configuration;
  if (arguments.has("--data")) configuration->data = arguments.text("--data");
  if (configuration->data.empty()) configuration->data = "schakel-data";
  if (const auto http = arguments.find("--http")) {
    auto address = transport::parse_address(*http);
    if (!address) return failed(std::move(address.error()));
    configuration->http = {std::move(*address)};
  }
  if (const auto mllp = arguments.find("--mllp")) {
    auto address = transport::parse_address(*mllp);
    if (!address) return failed(std::move(address.error()));
    configuration->channels.front().mllp = {std::move(*address)};
  }
  return configuration;
}

int fail(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

void say_where(const server::Gateway& gateway, const Configuration& configuration) {
  for (const transport::Address& address : gateway.http())
    log::info("listening", {{"protocol", "http"}, {"address", std::string_view(address.text())}});
  for (const transport::Address& address : gateway.mllp())
    log::info("listening", {{"protocol", "mllp"}, {"address", std::string_view(address.text())}});
  if (configuration.insecure) log::warning("listens beyond this machine without protection", {{"insecure", "true"}});
}

int run(const Arguments& arguments) {
  protect_memory();
  // Taken by sigwait below, in no other thread; those started from here on inherit the mask.
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) ::sigaddset(&signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto configuration = configuration_of(arguments);
  if (!configuration) return fail(configuration.error());
  const auto installation = this_installation();
  if (!installation) return fail(installation.error());
  auto gateway = start_gateway(*configuration, *installation);
  if (!gateway) return fail(gateway.error());
  say_where(**gateway, *configuration);

  int signal = 0;
  ::sigwait(&signals, &signal);
  log::info("stopping", {{"signal", signal}});
  (*gateway)->stop();
  log::info("stopped");
  return kDone;
}

}  // namespace

extern const Command kServe;
const Command kServe{
    .name = "serve",
    .summary = "Receive messages, convert and validate them, deliver them to hubs",
    .text =
        "Listens for HL7 v2 over MLLP and for any format over HTTP (POST /messages). What it can map to FHIR goes to "
        "the hub as\n"
        "transactions, in order per patient. A sender is answered when its message is on disk. SIGTERM ends it: what "
        "was accepted is\n"
        "kept, deliveries go on at the next start. /livez, /readyz and /metrics tell how it is.\n"
        "\n"
        "Only this machine can reach it unless the configuration file says `insecure: true`.",
    .examples =
        "  schakel serve --hub http://127.0.0.1:9000/fhir\n"
        "  schakel serve --hub http://127.0.0.1:9000/fhir --data /var/lib/schakel --http 127.0.0.1:8080 --mllp "
        "127.0.0.1:2575\n"
        "  schakel serve --config schakel.yaml\n"
        "  curl --data-binary @discharge.hl7 http://127.0.0.1:8080/messages    send it a message\n"
        "  curl http://127.0.0.1:8080/messages?state=parked                    look at what needs attention",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
