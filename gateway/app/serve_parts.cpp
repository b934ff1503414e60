#include "app/serve_parts.h"

#include "app/definitions.h"
#include "app/terminology_parts.h"
#include "app/validate_documents.h"
#include "app/version.h"
#include "base/log.h"
#include "pipeline/maps.h"
#include "validation/validator.h"

namespace schakel::app {

namespace {

const SystemClock kClock;

Result<std::shared_ptr<const pipeline::Maps>> open_maps(const Installation& installation,
                                                        const fhir::DefinitionsPtr& definitions) {
  Issues issues;
  auto maps = pipeline::Maps::load(installation.mappings, definitions, issues);
  if (!maps) return maps;
  for (const Issue& issue : issues.all()) {
    if (issue.severity > Severity::error) continue;
    return failed(
        invalid("mappings/" + issue.definition + ": " + text_of(issue, true) + " (`schakel map check` lists all)"));
  }
  return maps;
}

struct Hubs {
  std::vector<outbox::HubOptions> options;
  std::vector<std::shared_ptr<const hubs::Hub>> all;
};

Result<Hubs> open_hubs(const Configuration& configuration, const Installation& installation) {
  Hubs hubs;
  for (const HubConfiguration& c : configuration.hubs) {
    const auto description = hubs::read_description(installation.profiles, c.description);
    if (!description) return failed(description.error());
    auto made = hubs::make_hub(*description, c.target);
    if (!made) return failed(made.error());
    outbox::HubOptions options;
    options.hub = std::move(*made);
    options.target = c.target;
    options.concurrency = c.concurrency;
    options.after_park = c.after_park;
    hubs.all.push_back(options.hub);
    hubs.options.push_back(std::move(options));
  }
  return hubs;
}

server::Options server_options(const Configuration& configuration) {
  server::Options options;
  options.http = configuration.http;
  options.insecure = configuration.insecure;
  options.threads = configuration.threads;
  options.version = kVersionText;
  for (const ChannelConfiguration& c : configuration.channels) {
    options.channels.push_back(c.channel);
    for (const transport::Address& address : c.mllp) options.mllp.push_back({address, c.channel.name});
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<server::Gateway>> start_gateway(const Configuration& configuration,
                                                       const Installation& installation) {
  auto definitions = open_definitions(installation);
  if (!definitions) return failed(std::move(definitions.error()));
  auto maps = open_maps(installation, *definitions);
  if (!maps) return failed(std::move(maps.error()));
  auto hubs = open_hubs(configuration, installation);
  if (!hubs) return failed(std::move(hubs.error()));
  pipeline::Services services;
  services.limits = configuration.limits;
  services.clock = &kClock;
  services.definitions = *definitions;
  services.maps = std::move(*maps);
  Judge judge = make_judge(*definitions);
  services.validator = std::move(judge.validator);
  auto terminology = with_concept_maps(std::move(judge.terminology), installation);
  if (!terminology) return failed(std::move(terminology.error()));
  services.terminology = std::move(*terminology);
  services.hubs = std::move(hubs->all);
  auto router = routing::Router::compile(configuration.routes, definitions->get());
  if (!router) return failed(std::move(router.error()));
  services.router = std::make_shared<const routing::Router>(std::move(*router));
  outbox::Options options;
  options.data = configuration.data;
  options.limits = configuration.limits;
  options.clock = &kClock;
  options.hubs = std::move(hubs->options);
  auto outbox = outbox::Outbox::open(std::move(options));
  if (!outbox) return failed(std::move(outbox.error()));
  return server::Gateway::start(server_options(configuration), std::move(services), std::move(*outbox));
}

}  // namespace schakel::app
