#pragma once
// Configuration: schakel.yaml, or what the command line says in its place. Every key has a default that runs on a
// laptop; a key that is not known here is an error with its line. gateway/app/configuration/README.md lists all keys
// with an example.

#include "base/limits.h"
#include "base/result.h"
#include "hubs/registry.h"
#include "outbox/outbox.h"
#include "pipeline/channel.h"
#include "routing/router.h"
#include "transport/address.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct HubConfiguration {
  hubs::Target target;
  std::string description = "fhir-r4";  // profiles/hubs/<description>.json
  unsigned concurrency = 16;
  outbox::AfterPark after_park = outbox::AfterPark::goes_on;
};

struct ChannelConfiguration {
  pipeline::Channel channel;
  std::vector<transport::Address> mllp;  // listeners of its own
};

struct Configuration {
  std::vector<transport::Address> http;
  bool insecure = false;
  unsigned threads = 0;
  std::string data;  // of the store
  Limits limits;
  std::vector<ChannelConfiguration> channels;  // the first one is the default
  std::vector<HubConfiguration> hubs;
  std::vector<routing::Rule> routes;  // of the file, then one for each channel that names its hubs
};

// Of schakel.yaml's text; `file` names it in the Fault (`invalid`, with line and column). Secrets are read from the
// file or the environment variable that the text names; the text itself never holds one.
Result<Configuration> parse_configuration(const std::string& text, const std::string& file);
Result<Configuration> read_configuration(const std::string& path);

// Without a file: one channel `default` on 127.0.0.1:2575 and 127.0.0.1:8080, one hub `hub`.
Configuration default_configuration(const std::string& hub_url);

}  // namespace schakel::app
