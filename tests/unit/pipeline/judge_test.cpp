#include "pipeline/judge.h"

#include "support/definitions.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::pipeline;

namespace {

Judgement judge(std::string_view bytes, std::string_view type = {}, std::vector<std::string> profiles = {},
                std::string mode = {}, std::string id = {}, std::string language = {}) {
  Services services;
  services.definitions = test::core_definitions();
  services.validator = std::make_shared<const validation::Validator>(services.definitions);
  Judge judge(services, 1, "1.2.3");
  JudgeRequest request;
  request.bytes = bytes;
  request.type = type;
  request.profiles = std::move(profiles);
  request.mode = std::move(mode);
  request.id = std::move(id);
  request.language = std::move(language);
  return judge.judge(request, 0);
}

bool has_error(const Judgement& judgement) {
  return judgement.outcome.find(R"("severity":"error")") != std::string::npos;
}

}  // namespace

TEST_CASE("a resource is judged, in either syntax", "[pipeline][judge]") {
  const Judgement good = judge(R"({"resourceType":"Patient","birthDate":"1985-03-12"})");
  CHECK(good.status == 200);
  CHECK_FALSE(has_error(good));
  CHECK(good.outcome.find("Schakel 1.2.3") != std::string::npos);
  const Judgement bad = judge(R"({"resourceType":"Patient","birthDate":"yesterday"})");
  CHECK(bad.status == 200);
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
  CHECK(judge("{").status == 400);
  CHECK(judge("<a/>").status == 400);
  CHECK(judge("").status == 400);
  CHECK(judge(R"({"resourceType":"Patient"})", "Observation").status == 400);
  CHECK(judge(R"({"resourceType":"Patient"})", "Patient").status == 200);
  CHECK(judge(R"({"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"create"}]})").status == 400);
}

TEST_CASE("Parameters that are not the operation's own are judged themselves", "[pipeline][judge]") {
  const Judgement judgement =
      judge(R"({"resourceType":"Parameters","parameter":[{"name":"x","valueDate":"yesterday"}]})");
  CHECK(judgement.status == 200);
  CHECK(judgement.outcome.find("Parameters.parameter[0]") != std::string::npos);
}

TEST_CASE("a profile that is not loaded cannot be judged by", "[pipeline][judge]") {
  const Judgement judgement = judge(R"({"resourceType":"Patient"})", {}, {"http://example.org/unknown"});
  CHECK(judgement.status == 400);
  CHECK(judgement.outcome.find("Validation_VAL_Profile_Unknown") != std::string::npos);
}

TEST_CASE("the outcome says by what was judged", "[pipeline][judge]") {
  const Judgement base = judge(R"({"resourceType":"Patient"})");
  CHECK(base.outcome.find("http://hl7.org/fhir/StructureDefinition/Patient|4.0.1") != std::string::npos);
  const Judgement profile = judge(R"({"resourceType":"Observation","status":"final","code":{"text":"x"}})", {},
                                  {"http://hl7.org/fhir/StructureDefinition/vitalsigns"});
  CHECK(profile.outcome.find("StructureDefinition/vitalsigns|4.0.1") != std::string::npos);
}

TEST_CASE("a mode is judged beside the content", "[pipeline][judge]") {
  constexpr std::string_view kPlain = R"({"resourceType":"Patient"})";
  constexpr std::string_view kWithId = R"({"resourceType":"Patient","id":"p"})";
  const auto ask = [](std::string_view mode, std::string_view id, std::string_view bytes,
                      std::vector<std::string> profiles = {}) {
    return judge(bytes, "Patient", std::move(profiles), std::string(mode), std::string(id));
  };
  CHECK(ask("insert", "", kPlain).status == 400);
  CHECK_FALSE(has_error(ask("create", "", kPlain)));
  CHECK(ask("create", "p", kPlain).status == 400);
  CHECK_FALSE(has_error(ask("update", "", kWithId)));
  CHECK(ask("update", "", kPlain).status == 200);
  CHECK(has_error(ask("update", "", kPlain)));
  CHECK_FALSE(has_error(ask("update", "p", kWithId)));
  CHECK(has_error(ask("update", "q", kWithId)));
  CHECK(ask("delete", "", "").status == 400);
  CHECK(ask("delete", "p", "").status == 200);
  CHECK(has_error(ask("delete", "p", "")));
  CHECK(ask("profile", "p", "").status == 404);
  CHECK(ask("profile", "", kPlain).status == 400);
  CHECK(ask("profile", "", kPlain, {"http://hl7.org/fhir/StructureDefinition/Patient"}).status == 200);
  CHECK(has_error(judge(R"({"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"update"},)"
                        R"({"name":"resource","resource":{"resourceType":"Patient"}}]})")));
}

TEST_CASE("the order of elements counts in XML alone", "[pipeline][judge]") {
  CHECK(has_error(
      judge(R"(<Patient xmlns="http://hl7.org/fhir"><gender value="male"/><active value="true"/></Patient>)")));
  CHECK_FALSE(has_error(judge(R"({"resourceType":"Patient","gender":"male","active":true})")));
}

TEST_CASE("issues are said in the language asked for", "[pipeline][judge]") {
  const Judgement dutch = judge(R"({"resourceType":"Observation"})", {}, {}, {}, {}, "nl");
  const Judgement english = judge(R"({"resourceType":"Observation"})");
  CHECK(dutch.outcome != english.outcome);
}
