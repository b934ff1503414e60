#include "fhir/packages/cache.h"

#include "fhir/packages/archive.h"
#include "unit/fhir/tar.h"
#include "unit/fhir/temporary.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <thread>

using namespace schakel;
using namespace schakel::fhir;

TEST_CASE("an installed package lies where all FHIR tools look for it", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "p.tgz", test::package("a.b", "1.0.0", R"({"c.d":"2.0.0"})")));
  const PackageCache cache(folder / "cache");
  const auto installed = cache.install(folder / "p.tgz");
  REQUIRE(installed);
  CHECK(installed->manifest.name.text() == "a.b#1.0.0");
  CHECK(installed->manifest.licence == "CC0-1.0");
  CHECK(installed->manifest.dependencies == std::vector<PackageName>{{"c.d", "2.0.0"}});
  CHECK(installed->files == 3);
  CHECK_FALSE(installed->replaced);
  CHECK(std::filesystem::is_regular_file(folder / "cache/a.b#1.0.0/package/ValueSet-x.json"));
  CHECK(cache.path_of({"a.b", "1.0.0"}) == folder / "cache/a.b#1.0.0");
  CHECK(cache.path_of({"a.b", "2.0.0"}).empty());
  CHECK(cache.all() == std::vector<PackageName>{{"a.b", "1.0.0"}});
  CHECK(cache.sha256_of({"a.b", "1.0.0"}) == installed->sha256);
  const auto again = cache.install(folder / "p.tgz");
  REQUIRE(again);
  CHECK(again->replaced);
}

TEST_CASE("a package that cannot be read whole leaves no trace", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  const PackageCache cache(folder / "cache");
  std::string tar;
  test::add_entry(tar, "package/package.json", R"({"name":"a.b","version":"1.0.0"})");
  test::add_entry(tar, "package/good.json", "{}");
  test::add_entry(tar, "../evil", "x");
  REQUIRE(write_file(folder / "evil.tgz", tar + test::end_of_tar()));
  CHECK_FALSE(cache.install(folder / "evil.tgz"));
  CHECK(cache.all().empty());
  CHECK_FALSE(std::filesystem::exists(folder / "evil"));
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& e : std::filesystem::directory_iterator(folder / "cache")) ++left;
  CHECK(left == 0);
}

TEST_CASE("a half-written package of a process that died is not seen", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "cache/.part-1-1/package/package.json", R"({"name":"a.b","version":"1.0.0"})"));
  REQUIRE(write_file(folder / "cache/c.d#1.0.0/package/x.json", "{}"));
  CHECK(PackageCache(folder / "cache").all().empty());
}

TEST_CASE("changed files of a package are noticed", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "p.tgz", test::package("a.b", "1.0.0")));
  const PackageCache cache(folder / "cache");
  REQUIRE(cache.install(folder / "p.tgz"));
  CHECK(cache.damage({"a.b", "1.0.0"})->empty());
  REQUIRE(write_file(folder / "cache/a.b#1.0.0/package/ValueSet-x.json", "{}"));
  CHECK(*cache.damage({"a.b", "1.0.0"}) == "package/ValueSet-x.json was changed");
  REQUIRE(write_file(folder / "cache/a.b#1.0.0/package/new.json", "{}"));
  REQUIRE(std::filesystem::remove(folder / "cache/a.b#1.0.0/package/example/Patient-p.json"));
  CHECK(*cache.damage({"a.b", "1.0.0"}) ==
        "package/ValueSet-x.json was changed, package/example/Patient-p.json is missing, package/new.json was added");
  CHECK_FALSE(cache.damage({"x.y", "1.0.0"})->empty());
}

TEST_CASE("a package that another tool unpacked has nothing to be compared with", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "cache/a.b#1.0.0/package/package.json", R"({"name":"a.b","version":"1.0.0"})"));
  const auto damage = PackageCache(folder / "cache").damage({"a.b", "1.0.0"});
  REQUIRE_FALSE(damage);
  CHECK(damage.error().kind == FaultKind::not_found);
}

TEST_CASE("two that install the same package at once both succeed", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "p.tgz", test::package("a.b", "1.0.0")));
  const PackageCache cache(folder / "cache");
  std::vector<char> done(8, 0);
  std::vector<std::thread> threads;
  for (char& d : done)
    threads.emplace_back([&cache, &folder, &d] { d = cache.install(folder / "p.tgz").has_value() ? 1 : 0; });
  for (std::thread& t : threads) t.join();
  for (const char d : done) CHECK(d == 1);
  CHECK(cache.damage({"a.b", "1.0.0"})->empty());
}

TEST_CASE("a manifest without a name that can be one is refused", "[fhir][packages]") {
  CHECK_FALSE(parse_manifest("{"));
  CHECK_FALSE(parse_manifest("{}"));
  CHECK_FALSE(parse_manifest(R"({"name":"../evil","version":"1"})"));
  CHECK_FALSE(parse_manifest(R"({"name":"a","version":"../1"})"));
  CHECK_FALSE(parse_manifest(R"({"name":".hidden","version":"1"})"));
  CHECK(parse_manifest(R"({"name":"@scope/name","version":"1.0.0-ballot+x"})"));
  CHECK(PackageName::parse("a.b#1") == PackageName{"a.b", "1"});
  CHECK(PackageName::parse("@s/n@1") == PackageName{"@s/n", "1"});
  CHECK(PackageName::parse("a.b") == PackageName{"a.b", ""});
}
