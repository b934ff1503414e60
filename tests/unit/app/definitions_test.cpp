#include "app/definitions.h"

#include <catch2/catch.hpp>

TEST_CASE("every format contributes the models of its names", "[app]") {
  const auto contributions = schakel::app::contributions();
  CHECK_FALSE(contributions.documents().empty());
  CHECK(contributions.stamp.size() == 64);
}
