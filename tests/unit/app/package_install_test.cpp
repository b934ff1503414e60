#include "app/package_install.h"

#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"
#include "support/scripted_server.h"
#include "support/temporary_directory.h"
#include "unit/fhir/tar.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>

using namespace schakel;
using namespace schakel::app;
using testing::ScriptedServer;

namespace {

namespace tar = fhir::test;

// A registry as npm and packages.fhir.org are, with these packages.
class Registry {
 public:
  void add(const std::string& id, const std::string& version, const std::string& bytes, bool state_digest = true) {
    const std::string file = "/" + id + "-" + version + ".tgz";
    files_[file] = bytes;
    std::string dist = R"({"tarball":")" + server_.url(file) + "\"";
    if (state_digest) dist += R"(,"integrity":"sha512-)" + fhir::sha512_base64(bytes) + "\"";
    versions_[id] += (versions_[id].empty() ? "\"" : ",\"") + version + R"(":{"dist":)" + dist + "}}";
  }
  void replace(const std::string& file, const std::string& bytes) { files_[file] = bytes; }
  [[nodiscard]] std::string url() const { return server_.url(""); }
  std::map<std::string, int> asked;

 private:
  ScriptedServer::Reply answer(const std::string& path) {
    ++asked[path];
    if (const auto file = files_.find(path); file != files_.end()) return ScriptedServer::answer(200, file->second);
    const auto listing = versions_.find(path.substr(1));
    if (listing == versions_.end()) return ScriptedServer::answer(404, "{}");
    return ScriptedServer::answer(200, R"({"dist-tags":{},"versions":{)" + listing->second + "}}");
  }

  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> versions_;
  ScriptedServer server_{[this](const ScriptedServer::Request& request) {
    const std::size_t begin = request.head.find(' ') + 1;
    return answer(request.head.substr(begin, request.head.find(' ', begin) - begin));
  }};
};

struct Place {
  Place() {
    installation.profiles = (directory.path() / "profiles").string();
    installation.packages = (directory.path() / "packages").string();
    installation.downloads = (directory.path() / "downloads").string();
    REQUIRE(fhir::write_file(installation.profiles + "/packages.lock.json", R"({"packages":[],"substitutions":[]})"));
  }
  Result<InstallReport> install(const std::vector<std::string>& what) const {
    return install_packages(what, installation, options, [](const std::string&) {});
  }
  [[nodiscard]] fhir::Lock lock() const {
    return fhir::Lock::read(installation.profiles + "/packages.lock.json").value();
  }
  [[nodiscard]] std::string file(const std::string& name, const std::string& bytes) const {
    const std::string path = (directory.path() / name).string();
    REQUIRE(fhir::write_file(path, bytes));
    return path;
  }
  // What lies in the cache.
  [[nodiscard]] std::vector<std::string> cached() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(installation.packages, none))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  testing::TemporaryDirectory directory;
  Installation installation;
  InstallOptions options;
};

std::vector<std::string> names_of(const InstallReport& report) {
  std::vector<std::string> names;
  for (const InstalledPackage& p : report.installed) names.push_back(p.what.manifest.name.text());
  return names;
}

}  // namespace

TEST_CASE("a package from a registry comes with what it depends on, each once", "[app][package]") {
  Registry registry;
  registry.add("a.top", "1.0.0", tar::package("a.top", "1.0.0", R"({"a.left":"1.0.0","a.right":"1.0.x"})"));
  registry.add("a.left", "1.0.0", tar::package("a.left", "1.0.0", R"({"a.base":"2.0.0"})"));
  registry.add("a.right", "1.0.7", tar::package("a.right", "1.0.7", R"({"a.base":"2.0.0"})"));
  registry.add("a.base", "2.0.0", tar::package("a.base", "2.0.0"));
  Place place;
  place.options.registries = {registry.url()};
  const auto report = place.install({"a.top#1.0.0"});
  REQUIRE(report);
  CHECK(names_of(*report) == std::vector<std::string>{"a.top#1.0.0", "a.left#1.0.0", "a.right#1.0.7", "a.base#2.0.0"});
  CHECK(report->unmet.empty());
  CHECK(registry.asked["/a.base-2.0.0.tgz"] == 1);
  CHECK(place.lock().packages.size() == 4);
  CHECK(place.lock().find({"a.right", "1.0.7"})->source == registry.url() + "/a.right-1.0.7.tgz");
}

TEST_CASE("packages that depend on each other are installed", "[app][package]") {
  Registry registry;
  registry.add("a.one", "1.0.0", tar::package("a.one", "1.0.0", R"({"a.two":"1.0.0"})"));
  registry.add("a.two", "1.0.0", tar::package("a.two", "1.0.0", R"({"a.one":"1.0.0"})"));
  Place place;
  place.options.registries = {registry.url()};
  const auto report = place.install({"a.one"});
  REQUIRE(report);
  CHECK(report->installed.size() == 2);
  CHECK(report->unmet.empty());
}

TEST_CASE("a dependency that nobody has is unmet, with the reason, and the rest is installed", "[app][package]") {
  Registry registry;
  registry.add("a.one", "1.0.0",
               tar::package("a.one", "1.0.0", R"({"a.gone":"1.0.0","a.two":"current","a.three":"1.0.0"})"));
  registry.add("a.three", "1.0.0", tar::package("a.three", "1.0.0"));
  Place place;
  place.options.registries = {registry.url()};
  const auto report = place.install({"a.one#1.0.0"});
  REQUIRE(report);
  CHECK(names_of(*report) == std::vector<std::string>{"a.one#1.0.0", "a.three#1.0.0"});
  REQUIRE(report->unmet.size() == 2);
  CHECK(report->unmet[0].declared.text() == "a.gone#1.0.0");
  CHECK(report->unmet[0].of.text() == "a.one#1.0.0");
  CHECK(report->unmet[0].reason.find("does not exist") != std::string::npos);
  CHECK(report->unmet[1].reason.find("build of its editors") != std::string::npos);
}

TEST_CASE("registries are asked in turn", "[app][package]") {
  Registry first;
  Registry second;
  second.add("a.one", "1.0.0", tar::package("a.one", "1.0.0"));
  Place place;
  place.options.registries = {"http://127.0.0.1:" + std::to_string(testing::closed_port()), first.url(), second.url()};
  CHECK(place.install({"a.one#1.0.0"}));
}

TEST_CASE("a package is refused that is not what was asked for", "[app][package]") {
  Registry registry;
  registry.add("a.one", "1.0.0", tar::package("a.other", "1.0.0"));
  registry.add("a.damaged", "1.0.0", "not a package");
  registry.add("a.swapped", "1.0.0", tar::package("a.swapped", "1.0.0"));
  registry.replace("/a.swapped-1.0.0.tgz", tar::package("a.swapped", "1.0.0", R"({"x":"1.0.0"})"));
  Place place;
  place.options.registries = {registry.url()};
  for (const char* name : {"a.one#1.0.0", "a.damaged#1.0.0", "a.swapped#1.0.0"}) {
    INFO(name);
    const auto report = place.install({name});
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == FaultKind::invalid);
  }
  CHECK(place.cached().empty());
  CHECK(place.lock().packages.empty());
}

TEST_CASE("nothing of a package that leads out of its folder is unpacked", "[app][package]") {
  for (const char* name : {"../outside.json", "package/../../outside.json", "/tmp/outside.json"}) {
    INFO(name);
    std::string bytes;
    tar::add_entry(bytes, "package/package.json", R"({"name":"a.one","version":"1.0.0"})");
    tar::add_entry(bytes, name, "{}");
    Place place;
    const auto report = place.install({place.file("a.tgz", bytes + tar::end_of_tar())});
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == FaultKind::invalid);
    CHECK(place.cached().empty());
  }
  std::string link;
  tar::add_entry(link, "package/package.json", R"({"name":"a.one","version":"1.0.0"})");
  tar::add_entry(link, "package/x.json", "", '2', "/etc/passwd");
  Place place;
  CHECK_FALSE(place.install({place.file("a.tgz", link + tar::end_of_tar())}));
  CHECK(place.cached().empty());
}

TEST_CASE("a package of another version of FHIR is refused", "[app][package]") {
  std::string bytes;
  tar::add_entry(bytes, "package/package.json", R"({"name":"a.five","version":"1.0.0","fhirVersions":["5.0.0"]})");
  Place place;
  const auto report = place.install({place.file("a.tgz", bytes + tar::end_of_tar())});
  REQUIRE_FALSE(report);
  CHECK(report.error().message.find("5.0.0") != std::string::npos);
}

TEST_CASE("what is locked is only replaced by itself, unless that is wanted", "[app][package]") {
  Place place;
  const std::string one = place.file("one.tgz", tar::package("a.one", "1.0.0"));
  REQUIRE(place.install({one}));
  CHECK(place.install({one})->installed[0].what.replaced);
  const std::string other = place.file("other.tgz", tar::package("a.one", "1.0.0", R"({"x.y":"1.0.0"})"));
  CHECK(place.install({other}).error().kind == FaultKind::invalid);
  place.options.accept_changed = true;
  const auto report = place.install({other});
  REQUIRE(report);
  REQUIRE(report->unmet.size() == 1);
  CHECK(report->unmet[0].reason.empty());
}

TEST_CASE("a locked package that is there and intact is not fetched again", "[app][package]") {
  Registry registry;
  registry.add("a.one", "1.0.0", tar::package("a.one", "1.0.0"));
  Place place;
  place.options.registries = {registry.url()};
  REQUIRE(place.install({"a.one#1.0.0"}));
  CHECK(place.install({"a.one#1.0.0"})->installed[0].already_there);
  CHECK(registry.asked["/a.one-1.0.0.tgz"] == 1);
  REQUIRE(fhir::write_file(place.installation.packages + "/a.one#1.0.0/package/ValueSet-x.json", "damaged"));
  CHECK_FALSE(place.install({"a.one#1.0.0"})->installed[0].already_there);
  CHECK(registry.asked["/a.one-1.0.0.tgz"] == 2);
}

TEST_CASE("what several packages of one command need of each other is met", "[app][package]") {
  Place place;
  const std::string one = place.file("one.tgz", tar::package("a.one", "1.0.0", R"({"a.two":"1.0.0"})"));
  const std::string two = place.file("two.tgz", tar::package("a.two", "1.0.0"));
  const auto report = place.install({one, two});
  REQUIRE(report);
  CHECK(report->unmet.empty());
  const auto failing = place.install({one, (place.directory.path() / "missing.tgz").string()});
  REQUIRE_FALSE(failing);
  CHECK(place.lock().packages.size() == 2);
}

TEST_CASE("without --lock a package is only put into the cache", "[app][package]") {
  Place place;
  place.options.lock = false;
  REQUIRE(place.install({place.file("one.tgz", tar::package("a.one", "1.0.0"))}));
  CHECK(place.cached() == std::vector<std::string>{"a.one#1.0.0"});
  CHECK(place.lock().packages.empty());
}
