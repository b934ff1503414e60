#include "app/batch.h"

#include <catch2/catch.hpp>

#include <sstream>
#include <stdexcept>

using namespace schakel::app;

namespace {

std::string run(const std::string& input, const BatchHandler& handler) {
  std::istringstream in(input);
  std::ostringstream out;
  CHECK(run_batch(in, out, handler) == 0);
  return out.str();
}

}  // namespace

TEST_CASE("each line is answered in order with its id", "[app][batch]") {
  const std::string out =
      run("{\"id\":\"a\",\"x\":\"1\"}\n\n{\"id\":7,\"x\":\"2\",\"load\":[\"p\",\"q\"],\"strict\":true}\n",
          [](const BatchRequest& request, BatchAnswer& answer) {
            answer.json().member("x", request.text("x")).member("n", request.list("load").size());
            answer.json().member("strict", request.flag("strict"));
          });
  CHECK(out == "{\"id\":\"a\",\"x\":\"1\",\"n\":0,\"strict\":false}\n{\"id\":7,\"x\":\"2\",\"n\":2,\"strict\":true}\n");
}

TEST_CASE("errors, broken lines and exceptions are answers", "[app][batch]") {
  int call = 0;
  const std::string out =
      run("{\"id\":\"a\"}\nnonsense\n{\"id\":\"b\"}\n", [&](const BatchRequest&, BatchAnswer& answer) {
        answer.json().member("half", "written");
        if (++call == 1) return answer.error("semantic", "no \"such\" thing");
        throw std::runtime_error("broken");
      });
  std::istringstream lines(out);
  std::string line;
  std::getline(lines, line);
  CHECK(line == R"({"id":"a","error":{"kind":"semantic","message":"no \"such\" thing"}})");
  std::getline(lines, line);
  CHECK(line.starts_with(R"({"id":null,"error":{"kind":"request")"));
  std::getline(lines, line);
  CHECK(line == R"({"id":"b","error":{"kind":"failure","message":"broken"}})");
}
