#include "fhir/model/order.h"
#include "fhir/model/annotate.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <catch2/catch.hpp>

namespace schakel::fhir {

TEST_CASE("children are put into the order of their definition, repeats keep theirs", "[fhir][order]") {
  const auto& definitions = *test::core_definitions();
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const std::string text =
      R"({"resourceType":"Patient","birthDate":"1950","name":[{"given":["A","B"],"use":"official","id":"1"},{"family":"C"}],"unknown":"x","id":"p"})";
  REQUIRE(syntax::json::read(text, tree, issues));
  annotate(tree, definitions);
  sort_children(tree, *tree.root(), definitions);
  std::string out;
  syntax::json::write(*tree.root(), out);
  CHECK(
      out ==
      R"({"resourceType":"Patient","id":"p","name":[{"id":"1","use":"official","given":["A","B"]},{"family":"C"}],"birthDate":"1950","unknown":"x"})");
}

}  // namespace schakel::fhir
