#include "app/guides.h"

#include "app/validate_documents.h"
#include "fhir/packages/archive.h"
#include "fhir/packages/cache.h"
#include "support/definitions.h"
#include "support/temporary_directory.h"
#include "unit/fhir/tar.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::app;

namespace {

namespace tar = fhir::test;

struct Place {
  Place() {
    installation.profiles = (directory.path() / "profiles").string();
    installation.packages = (directory.path() / "packages").string();
    REQUIRE(fhir::write_file(installation.profiles + "/packages.lock.json", R"({"packages":[],"substitutions":[]})"));
  }
  void cache(const std::string& id, const std::string& version, const std::string& dependencies = "{}") const {
    const std::string file = (directory.path() / "x.tgz").string();
    REQUIRE(fhir::write_file(file, tar::package(id, version, dependencies)));
    REQUIRE(fhir::PackageCache(installation.packages).install(file));
  }
  Result<fhir::DefinitionsPtr> with(const std::vector<std::string>& guides) const {
    return with_guides(schakel::test::core_definitions(), guides, installation);
  }
  testing::TemporaryDirectory directory;
  Installation installation;
};

}  // namespace

TEST_CASE("a guide is a package of the cache, exact, by wildcard or the newest", "[app][guides]") {
  Place place;
  place.cache("g.one", "1.0.0");
  place.cache("g.one", "1.2.0");
  const auto version = [&](const char* guide) {
    const auto definitions = place.with({guide});
    REQUIRE(definitions);
    return std::string((*definitions)->find("http://example.org/g.one/x").resource->version);
  };
  CHECK(version("g.one#1.0.0") == "1.0.0");
  CHECK(version("g.one") == "1.2.0");
  CHECK(version("g.one#1.0.x") == "1.0.0");
  CHECK(place.with({"g.one#3.0.0"}).error().kind == FaultKind::not_found);
  CHECK(place.with({"http://example.org/x.tgz"}).error().kind == FaultKind::invalid);
}

TEST_CASE("what a guide depends on comes along from the cache", "[app][guides]") {
  Place place;
  place.cache("g.top", "1.0.0", R"({"g.base":"1.0.0","g.gone":"1.0.0"})");
  place.cache("g.base", "1.0.0", R"({"g.top":"1.0.0"})");
  const auto definitions = place.with({"g.top#1.0.0"});
  REQUIRE(definitions);
  CHECK((*definitions)->find("http://example.org/g.top/x"));
  CHECK((*definitions)->find("http://example.org/g.base/x"));
}

TEST_CASE("without guides the installed definitions stay", "[app][guides]") {
  const Place place;
  CHECK(place.with({})->get() == schakel::test::core_definitions().get());
}

TEST_CASE("a folder of definitions may hold other files", "[app][guides]") {
  const Place place;
  const std::string folder = (place.directory.path() / "ig").string();
  REQUIRE(fhir::write_file(folder + "/sub/ValueSet-x.json",
                           R"({"resourceType":"ValueSet","url":"http://example.org/x","status":"draft"})"));
  REQUIRE(fhir::write_file(folder + "/package.json", R"({"name":"no FHIR"})"));
  REQUIRE(fhir::write_file(folder + "/Patient-p.json", R"({"resourceType":"Patient"})"));
  std::vector<fhir::Document> documents;
  REQUIRE(collect_documents(folder, documents));
  CHECK(documents.size() == 2);
  CHECK((*place.with({folder}))->find("http://example.org/x"));
}
