#include "routing/shared_keys.h"

#include "syntax/json/reader.h"
#include "tree/tree.h"

#include <catch2/catch.hpp>

using namespace schakel;

TEST_CASE("conditional creates of what patients share are shared keys", "[routing]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=p"}},
    {"resource":{"resourceType":"Organization"},"request":{"method":"POST","url":"Organization","ifNoneExist":"identifier=o"}},
    {"resource":{"resourceType":"Organization"},"request":{"method":"POST","url":"Organization","ifNoneExist":"identifier=o"}},
    {"resource":{"resourceType":"Practitioner"},"request":{"method":"POST","url":"Practitioner","ifNoneExist":"identifier=d"}},
    {"resource":{"resourceType":"Location"},"request":{"method":"PUT","url":"Location?identifier=l"}},
    {"resource":{"resourceType":"Location"}}]})",
                             tree, issues));
  CHECK(routing::shared_keys(*tree.root()) ==
        std::vector<std::string>{"Organization?identifier=o", "Practitioner?identifier=d"});
}
