#include "app/progress.h"

#include <catch2/catch.hpp>

using schakel::app::bar_text;

TEST_CASE("a bar shows how much is done", "[app][progress]") {
  CHECK(bar_text(0, 20, "documents") == "[..............................]   0 %  0 of 20 documents");
  CHECK(bar_text(10, 20, "documents") == "[###############...............]  50 %  10 of 20 documents");
  CHECK(bar_text(20, 20, "documents") == "[##############################] 100 %  20 of 20 documents");
  CHECK(bar_text(0, 0, "documents").find("100 %") != std::string::npos);
}
