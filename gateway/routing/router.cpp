#include "routing/router.h"

#include <algorithm>

namespace schakel::routing {

namespace {

constexpr std::string_view kRouteFailed = "route-failed";

enum class Truth : std::uint8_t { no, yes, failed };

Truth holds(const fhirpath::ProgramPtr& when, fhirpath::Evaluator& evaluator, const Node& bundle) {
  if (!when) return Truth::yes;
  fhirpath::Environment environment;
  environment.focus = environment.resource = environment.root_resource = &bundle;
  const auto truth = evaluator.test(*when, environment);
  if (!truth) return Truth::failed;
  return *truth == fhirpath::Evaluator::Truth::yes ? Truth::yes : Truth::no;
}

Route& route_to(std::vector<Route>& routes, const std::string& hub) {
  const auto found = std::find_if(routes.begin(), routes.end(), [&hub](const Route& r) { return r.hub == hub; });
  if (found != routes.end()) return *found;
  routes.push_back({hub, Route::Kind::deliver, {}});
  return routes.back();
}

bool concerns(const Rule& rule, const std::string& hub) {
  return rule.hubs.empty() || std::find(rule.hubs.begin(), rule.hubs.end(), hub) != rule.hubs.end();
}

}  // namespace

Result<Router> Router::compile(std::vector<Rule> rules, const fhir::Definitions* definitions) {
  Router router;
  for (Rule& rule : rules) {
    if (rule.withhold.empty() && rule.hubs.empty())
      return failed(invalid("route " + rule.name + ": neither hubs nor withhold"));
    Compiled compiled;
    if (!rule.when.empty()) {
      fhirpath::CompileOptions options;
      options.definitions = definitions;
      auto program = fhirpath::compile(rule.when, options);
      if (!program) {
        const fhirpath::Error& error = program.error();
        return failed(
            invalid("route " + rule.name + ", column " + std::to_string(error.column) + " of when: " + error.message));
      }
      compiled.when = std::move(*program);
    }
    compiled.rule = std::move(rule);
    router.rules_.push_back(std::move(compiled));
  }
  return router;
}

Router Router::everything_to(std::string hub) {
  Router router;
  Compiled only;
  only.rule.name = "everything";
  only.rule.hubs.push_back(std::move(hub));
  router.rules_.push_back(std::move(only));
  return router;
}

std::vector<Route> Router::route(fhirpath::Evaluator& evaluator, std::string_view channel, const Node& bundle) const {
  std::vector<Route> routes;
  std::vector<Truth> truths;
  for (const Compiled& c : rules_) {
    const bool concerned = c.rule.channel.empty() || c.rule.channel == channel;
    truths.push_back(concerned ? holds(c.when, evaluator, bundle) : Truth::no);
    if (truths.back() == Truth::no || !c.rule.withhold.empty()) continue;
    for (const std::string& hub : c.rule.hubs) {
      Route& route = route_to(routes, hub);
      if (truths.back() == Truth::failed) {
        route.kind = Route::Kind::park;
        route.reason = kRouteFailed;
      }
    }
  }
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i].rule;
    if (rule.withhold.empty() || truths[i] == Truth::no) continue;
    for (Route& route : routes) {
      if (route.kind == Route::Kind::withhold || !concerns(rule, route.hub)) continue;
      const bool failed = truths[i] == Truth::failed;
      route.kind = failed ? Route::Kind::park : Route::Kind::withhold;
      route.reason = failed ? std::string(kRouteFailed) : rule.withhold;
    }
  }
  return routes;
}

}  // namespace schakel::routing
