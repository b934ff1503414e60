#pragma once
// Router: rules over the FHIR Bundle of a message -> to which hubs it goes. Pure; rules are compiled once and shared by
// threads.
//
// Every rule is asked. A hub gets the message when a rule delivers to it and none withholds it from it: withholding
// wins, whatever the order. A rule that cannot be evaluated sends nothing and loses nothing: the message is parked for
// its hubs (`route-failed`).

#include "fhirpath/fhirpath.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::routing {

struct Rule {
  std::string name;               // for people; in Route::reason of what it withholds when `withhold` says no more
  std::string channel;            // only messages of this channel; empty: of all
  std::string when;               // FHIRPath with the Bundle as focus; true counts. Empty: always
  std::vector<std::string> hubs;  // delivered to, or withheld from; empty with `withhold`: from all
  std::string withhold;           // not empty: the reason
};

struct Route {
  enum class Kind : std::uint8_t { deliver, withhold, park };
  std::string hub;
  Kind kind = Kind::deliver;
  std::string reason;  // withhold, park
};

class Router {
 public:
  // Fault invalid: names the rule, and what is wrong with its expression at which column.
  static Result<Router> compile(std::vector<Rule> rules, const fhir::Definitions* definitions);
  // The rule of `serve --hub`: everything of every channel goes to that hub.
  static Router everything_to(std::string hub);

  // One route a hub that some rule delivers to, in the order in which the rules first name it.
  std::vector<Route> route(fhirpath::Evaluator& evaluator, std::string_view channel, const Node& bundle) const;

 private:
  struct Compiled {
    Rule rule;
    fhirpath::ProgramPtr when;  // null: always
  };
  std::vector<Compiled> rules_;
};

}  // namespace schakel::routing
