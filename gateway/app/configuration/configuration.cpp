#include "app/configuration/configuration.h"

#include "app/configuration/section.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace schakel::app {

namespace {

constexpr std::string_view kHttp = "127.0.0.1:8080";
constexpr std::string_view kMllp = "127.0.0.1:2575";

void read_addresses(Section& section, const char* key, std::vector<transport::Address>& to) {
  std::vector<std::string> texts;
  if (!section.has(key)) return;
  section.read(key, texts);
  to.clear();
  for (const std::string& text : texts) {
    auto address = transport::parse_address(text);
    if (!address) return section.fail_at(key, address.error().message);
    to.push_back(std::move(*address));
  }
}

// `{file: PATH}` or `{environment: NAME}`.
void read_secret(Section& section, const char* key, std::string& to) {
  section.section(key, [&](Section& secret) {
    std::string file;
    std::string variable;
    secret.read("file", file);
    secret.read("environment", variable);
    if (file.empty() == variable.empty()) return secret.fail("a secret is given by `file` or by `environment`");
    if (!variable.empty()) {
      const char* value = std::getenv(variable.c_str());
      if (value == nullptr) return secret.fail("the environment variable " + variable + " is not set");
      to = value;
      return;
    }
    std::ifstream in(file);
    if (!std::getline(in, to)) secret.fail("the secret's file " + file + " cannot be read");
  });
}

void read_hub(const std::string& name, Section& section, Configuration& configuration) {
  HubConfiguration& hub = configuration.hubs.emplace_back();
  hub.target.name = name;
  section.read("url", hub.target.url);
  if (hub.target.url.empty()) section.fail("hub `" + name + "` needs a `url`");
  while (hub.target.url.ends_with('/')) hub.target.url.pop_back();
  section.read("is", hub.description);
  section.read("concurrency", hub.concurrency);
  section.choice("after_park", {"goes_on", "waits"}, [&](std::size_t i) {
    hub.after_park = i == 0 ? outbox::AfterPark::goes_on : outbox::AfterPark::waits;
  });
  section.choice("auth", {"none", "bearer", "client_certificate", "oauth2_client_credentials"},
                 [&](std::size_t i) { hub.target.auth = static_cast<hubs::Auth>(i); });
  read_secret(section, "token", hub.target.token);
  section.read("certificate", hub.target.certificate_file);
  section.read("key", hub.target.key_file);
  section.read("authority", hub.target.authority_file);
}

void read_policy(Section& section, const char* key, pipeline::OnInvalid& to) {
  section.choice(key, {"deliver", "park", "refuse"}, [&](std::size_t i) { to = static_cast<pipeline::OnInvalid>(i); });
}

void read_channel(Section& section, Configuration& configuration) {
  ChannelConfiguration& c = configuration.channels.emplace_back();
  pipeline::Channel& channel = c.channel;
  channel.name.clear();
  section.read("name", channel.name);
  if (channel.name.empty()) section.fail("a channel needs a `name`");
  section.read("format", channel.format);
  section.read("charset", channel.charset);
  section.read("organization", channel.organization);
  section.choice("convert", {"fhir", "pass_through"},
                 [&](std::size_t i) { channel.conversion = static_cast<pipeline::Conversion>(i); });
  read_policy(section, "on_invalid", channel.on_invalid);
  read_policy(section, "on_invalid_fhir", channel.on_invalid_fhir);
  section.read("accept_test", channel.accept_test);
  section.read("hubs", channel.hubs);
  read_addresses(section, "mllp", c.mllp);
}

void read_route(Section& section, Configuration& configuration) {
  routing::Rule& rule = configuration.routes.emplace_back();
  rule.name = "number " + std::to_string(configuration.routes.size());
  section.read("name", rule.name);
  section.read("channel", rule.channel);
  section.read("when", rule.when);
  section.read("hubs", rule.hubs);
  section.read("withhold", rule.withhold);
  if (rule.hubs.empty() && rule.withhold.empty()) section.fail("a route needs `hubs`, or `withhold` with a reason");
}

void read_limits(Section& section, Limits& limits) {
  section.read("message_bytes", limits.message_bytes);
  section.read("depth", limits.depth);
  section.read("nodes", limits.nodes);
  section.read("http_header_bytes", limits.http_header_bytes);
  section.read("connections", limits.connections);
  section.read("batch_messages", limits.batch_messages);
  section.read("steps", limits.steps);
  section.read("issues", limits.issues);
  section.read("hub_answer_bytes", limits.hub_answer_bytes);
  section.read("queue_entries", limits.queue_entries);
  section.read("queue_bytes", limits.queue_bytes);
  section.read("free_disk_bytes", limits.free_disk_bytes);
}

void check_hubs(Section& top, const Configuration& c, const std::vector<std::string>& names, const std::string& who) {
  for (const std::string& name : names) {
    const bool known =
        std::any_of(c.hubs.begin(), c.hubs.end(), [&](const HubConfiguration& hub) { return hub.target.name == name; });
    if (!known)
      return top.fail(std::string(who).append(" delivers to `").append(name).append("`, which is none of the hubs"));
  }
}

// What only the whole file can be asked.
void check(Section& top, Configuration& c) {
  if (c.hubs.empty()) return top.fail("there is no hub to deliver to: `hubs: {name: {url: ...}}`");
  if (c.channels.empty()) {
    c.channels.emplace_back();
    c.channels.back().mllp.push_back(*transport::parse_address(kMllp));
  }
  for (const routing::Rule& rule : c.routes) check_hubs(top, c, rule.hubs, "route `" + rule.name + "`");
  const bool routed = !c.routes.empty();
  for (ChannelConfiguration& channel : c.channels) {
    std::vector<std::string>& hubs = channel.channel.hubs;
    if (hubs.empty() && !routed) {
      for (const HubConfiguration& hub : c.hubs) hubs.push_back(hub.target.name);
    }
    check_hubs(top, c, hubs, "channel `" + channel.channel.name + "`");
    if (!hubs.empty())
      c.routes.push_back({.name = "channel " + channel.channel.name,
                          .channel = channel.channel.name,
                          .when = {},
                          .hubs = hubs,
                          .withhold = {}});
  }
}

}  // namespace

Result<Configuration> parse_configuration(const std::string& text, const std::string& file) {
  Configuration configuration;
  configuration.http.push_back(*transport::parse_address(kHttp));
  Wrong wrong{file, {}};
  try {
    const YAML::Node root = YAML::Load(text);
    Section top(root, {}, wrong);
    read_addresses(top, "http", configuration.http);
    top.read("insecure", configuration.insecure);
    top.read("threads", configuration.threads);
    top.section("store", [&](Section& store) { store.read("data", configuration.data); });
    top.section("limits", [&](Section& limits) { read_limits(limits, configuration.limits); });
    top.named("hubs", [&](const std::string& name, Section& hub) { read_hub(name, hub, configuration); });
    top.each("routes", [&](Section& route) { read_route(route, configuration); });
    top.each("channels", [&](Section& channel) { read_channel(channel, configuration); });
    top.end();
    check(top, configuration);
  } catch (const YAML::Exception& error) {
    wrong.at(error.mark, error.msg);
  }
  if (!wrong.text.empty()) return failed(invalid(wrong.text));
  return configuration;
}

Result<Configuration> read_configuration(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return failed(not_found(path + " cannot be read"));
  return parse_configuration(std::move(text).str(), path);
}

Configuration default_configuration(const std::string& hub_url) {
  Configuration configuration;
  configuration.http.push_back(*transport::parse_address(kHttp));
  HubConfiguration& hub = configuration.hubs.emplace_back();
  hub.target.name = "hub";
  hub.target.url = hub_url;
  while (hub.target.url.ends_with('/')) hub.target.url.pop_back();
  ChannelConfiguration& channel = configuration.channels.emplace_back();
  channel.channel.hubs.push_back("hub");
  configuration.routes.push_back({.name = "everything", .channel = {}, .when = {}, .hubs = {"hub"}, .withhold = {}});
  channel.mllp.push_back(*transport::parse_address(kMllp));
  return configuration;
}

}  // namespace schakel::app
