#include "fhir/definitions/build.h"

#include "fhir/model/names.h"
#include "fhir/packages/archive.h"
#include "unit/fhir/tar.h"
#include "unit/fhir/temporary.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhir;

namespace {

// Two versions of one package, the second with something unreadable in it.
BuildPlan plan_in(const test::TemporaryFolder& folder) {
  std::string second = test::package("a.b", "2.0.0");
  second.resize(second.size() - 1024);
  test::add_entry(second, "package/broken.json", "{");
  test::add_entry(second, "package/Patient-x.json", R"({"resourceType":"Patient","id":"x"})");
  REQUIRE(write_file(folder / "1.tgz", test::package("a.b", "1.0.0")));
  REQUIRE(write_file(folder / "2.tgz", second + test::end_of_tar()));
  BuildPlan plan;
  plan.packages.push_back({"a.b", "1.0.0", folder / "1.tgz", {}});
  plan.packages.push_back({"a.b", "2.0.0", folder / "2.tgz", {}});
  return plan;
}

}  // namespace

TEST_CASE("versions of a package live side by side, the first of the lock preferred", "[fhir][build]") {
  const test::TemporaryFolder folder;
  const auto report = build_image(plan_in(folder), folder / "image");
  REQUIRE(report);
  CHECK(report->packages[0].resources == 1);
  CHECK(report->packages[1].resources == 1);
  CHECK(report->problems.size() == 1);
  const auto definitions = open_image(folder / "image");
  REQUIRE(definitions);
  CHECK((*definitions)->find("http://example.org/a.b/x").resource->version == "1.0.0");
  CHECK((*definitions)->find("http://example.org/a.b/x|2.0.0").resource->version == "2.0.0");
  CHECK((*definitions)->list("ValueSet").size() == 1);
  REQUIRE((*definitions)->problems().size() == 1);
  CHECK((*definitions)->problems()[0].message->id == "definition-unreadable");
}

TEST_CASE("the same packages give the same image, whatever threads do", "[fhir][build]") {
  const test::TemporaryFolder folder;
  BuildPlan plan = plan_in(folder);
  REQUIRE(build_image(plan, folder / "one"));
  plan.threads = 7;
  REQUIRE(build_image(plan, folder / "two"));
  CHECK(*read_file(folder / "one") == *read_file(folder / "two"));
}

TEST_CASE("other rooms put sections into the image that see all definitions", "[fhir][build]") {
  const test::TemporaryFolder folder;
  BuildPlan plan = plan_in(folder);
  plan.sections.push_back({"room.section", [](const DefinitionsPtr& all) -> Result<std::string> {
                             return std::to_string(all->list("ValueSet").size());
                           }});
  REQUIRE(build_image(plan, folder / "image"));
  CHECK((*open_image(folder / "image"))->section("room.section") == "1");
  plan.sections.push_back(
      {"room.fault", [](const DefinitionsPtr&) -> Result<std::string> { return failed(invalid("no")); }});
  CHECK_FALSE(build_image(plan, folder / "image"));
  CHECK((*open_image(folder / "image"))->section("room.section") == "1");
}

TEST_CASE("an image made from something else is refused", "[fhir][build]") {
  const test::TemporaryFolder folder;
  BuildPlan plan = plan_in(folder);
  plan.made_from = Digest{1};
  REQUIRE(build_image(plan, folder / "image"));
  const Digest same{1};
  const Digest other{2};
  CHECK(open_image(folder / "image", &same));
  CHECK(open_image(folder / "image", &other).error().kind == FaultKind::invalid);
}

TEST_CASE("corrections drop resources and take reasons", "[fhir][corrections]") {
  const test::TemporaryFolder folder;
  BuildPlan plan = plan_in(folder);
  plan.corrections = R"({"corrections":[{"drop":"http://example.org/a.b/*","in":"a.b","reason":"made up"}]})";
  REQUIRE(build_image(plan, folder / "image"));
  CHECK((*open_image(folder / "image"))->list("ValueSet").empty());
  plan.corrections = R"({"corrections":[{"drop":"http://example.org/x"}]})";
  CHECK(build_image(plan, folder / "image").error().message.find("no reason") != std::string::npos);
  plan.corrections = "{";
  CHECK_FALSE(build_image(plan, folder / "image"));
}
