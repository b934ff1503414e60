#include "routing/router.h"

#include "syntax/json/reader.h"
#include "tree/tree.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::routing;
using Routes = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr const char* kBundle = R"({"resourceType":"Bundle","type":"transaction","entry":[
  {"resource":{"resourceType":"Patient","address":[{"postalCode":"9800"}]}},
  {"resource":{"resourceType":"DocumentReference","status":"current"}}]})";

Rule deliver(std::string when, std::vector<std::string> hubs, std::string channel = "") {
  return {"rule", std::move(channel), std::move(when), std::move(hubs), ""};
}
Rule withhold(std::string when, std::vector<std::string> hubs) {
  return {"consent", "", std::move(when), std::move(hubs), "no-consent"};
}

// Hub and what becomes of it: empty for delivered, else `withhold reason` or `park reason`.
Routes routed(std::vector<Rule> rules, std::string_view channel = "ward") {
  auto router = Router::compile(std::move(rules), nullptr);
  REQUIRE(router);
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(kBundle, tree, issues));
  fhirpath::Evaluator evaluator(nullptr);
  Routes routes;
  for (const Route& r : router->route(evaluator, channel, *tree.root())) {
    routes.emplace_back(
        r.hub, r.kind == Route::Kind::deliver ? "" : (r.kind == Route::Kind::park ? "park " : "withhold ") + r.reason);
  }
  return routes;
}

const std::string kIsPatient = "entry.resource.where(status = 'current').exists()";
const std::string kIsNot = "entry.resource.where(status = 'final').exists()";

}  // namespace

TEST_CASE("a message goes to the hubs whose rule holds", "[routing]") {
  CHECK(routed({deliver(kIsPatient, {"a", "b"}), deliver(kIsNot, {"c"}), deliver("", {"d"})}) ==
        Routes{{"a", ""}, {"b", ""}, {"d", ""}});
  CHECK(routed({deliver(kIsNot, {"a"})}).empty());
}

TEST_CASE("a rule of another channel says nothing", "[routing]") {
  CHECK(routed({deliver("", {"a"}, "lab"), deliver("", {"b"}, "ward")}) == Routes{{"b", ""}});
}

TEST_CASE("withholding wins, whatever the order, from the hubs it names or from all", "[routing]") {
  CHECK(routed({withhold(kIsPatient, {"a"}), deliver("", {"a", "b"})}) ==
        Routes{{"a", "withhold no-consent"}, {"b", ""}});
  CHECK(routed({deliver("", {"a", "b"}), withhold(kIsPatient, {})}) ==
        Routes{{"a", "withhold no-consent"}, {"b", "withhold no-consent"}});
  CHECK(routed({deliver("", {"a"}), withhold(kIsNot, {})}) == Routes{{"a", ""}});
}

TEST_CASE("a rule that cannot be evaluated parks the message for its hubs", "[routing]") {
  // More than one entry: single() is an error of evaluation.
  const std::string fails = "entry.single().exists()";
  CHECK(routed({deliver(fails, {"a"}), deliver("", {"b"})}) == Routes{{"a", "park route-failed"}, {"b", ""}});
  CHECK(routed({deliver("", {"a", "b"}), withhold(fails, {"b"})}) == Routes{{"a", ""}, {"b", "park route-failed"}});
}

TEST_CASE("a faulty rule is refused with its name and column", "[routing]") {
  const auto syntax = Router::compile({deliver("entry.where(", {"a"})}, nullptr);
  REQUIRE_FALSE(syntax);
  CHECK(syntax.error().kind == FaultKind::invalid);
  CHECK(syntax.error().message.find("route rule, column") == 0);
  CHECK_FALSE(Router::compile({deliver("", {})}, nullptr));
}

TEST_CASE("without rules of its own everything goes to the one hub", "[routing]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(kBundle, tree, issues));
  fhirpath::Evaluator evaluator(nullptr);
  const auto routes = Router::everything_to("hub").route(evaluator, "any", *tree.root());
  REQUIRE(routes.size() == 1);
  CHECK(routes[0].hub == "hub");
  CHECK(routes[0].kind == Route::Kind::deliver);
}
