#include "pipeline/judge.h"

#include "support/definitions.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::pipeline;

namespace {

Judgement judge(std::string_view bytes, std::string_view type = {}, std::vector<std::string> profiles = {}) {
  Services services;
  services.definitions = test::core_definitions();
  services.validator = std::make_shared<const validation::Validator>(services.definitions);
  Judge judge(services, 1, "1.2.3");
  JudgeRequest request;
  request.bytes = bytes;
  request.type = type;
  request.profiles = std::move(profiles);
  return judge.judge(request, 0);
}

bool has_error(const Judgement& judgement) {
  return judgement.outcome.find(R"("severity":"error")") != std::string::npos;
}

}  // namespace

TEST_CASE("a resource is judged, in either syntax", "[pipeline][judge]") {
  const Judgement good = judge(R"({"resourceType":"Patient","birthDate":"1985-03-12"})");
  CHECK(good.readable);
  CHECK_FALSE(has_error(good));
  CHECK(good.outcome.find("Schakel 1.2.3") != std::string::npos);
  const Judgement bad = judge(R"({"resourceType":"Patient","birthDate":"yesterday"})");
  CHECK(bad.readable);
  CHECK(has_error(bad));
  CHECK(bad.outcome.find("Patient.birthDate") != std::string::npos);
  CHECK(has_error(judge(R"(<Patient xmlns="http://hl7.org/fhir"><birthDate value="yesterday"/></Patient>)")));
}

TEST_CASE("Parameters carry the resource and its profile", "[pipeline][judge]") {
  const std::string parameters =
      R"({"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Observation","status":"final",)"
      R"("code":{"text":"x"}}},{"name":"profile","valueUri":"http://hl7.org/fhir/StructureDefinition/vitalsigns"}]})";
  const Judgement judgement = judge(parameters);
  CHECK(has_error(judgement));
  CHECK(judgement.outcome.find("Observation") != std::string::npos);
  CHECK(judgement.outcome.find("Parameters") == std::string::npos);
}

TEST_CASE("what is no resource, or another one, is not judged", "[pipeline][judge]") {
  CHECK_FALSE(judge("{").readable);
  CHECK_FALSE(judge("<a/>").readable);
  CHECK_FALSE(judge(R"({"resourceType":"Patient"})", "Observation").readable);
  CHECK(judge(R"({"resourceType":"Patient"})", "Patient").readable);
}
