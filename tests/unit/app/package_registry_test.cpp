#include "app/package_registry.h"

#include "fhir/packages/digest.h"
#include "support/scripted_server.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace schakel;
using namespace schakel::app;
using testing::ScriptedServer;

namespace {

// A registry whose paths answer what stands here.
struct Site {
  std::map<std::string, ScriptedServer::Reply> pages;
  ScriptedServer server{[this](const ScriptedServer::Request& request) {
    const std::size_t begin = request.head.find(' ') + 1;
    const std::string path = request.head.substr(begin, request.head.find(' ', begin) - begin);
    const auto page = pages.find(path);
    return page == pages.end() ? ScriptedServer::answer(404, "") : page->second;
  }};
  [[nodiscard]] std::string at(const std::string& path) const { return server.url(path); }
};

std::string listing(const std::string& versions, const std::string& latest = "") {
  return R"({"name":"a.b","dist-tags":{)" + (latest.empty() ? "" : R"("latest":")" + latest + "\"") +
         R"(},"versions":{)" + versions + "}}";
}

std::string release(const std::string& version, const std::string& dist) {
  return "\"" + version + R"(":{"version":")" + version + R"(","dist":)" + dist + "}";
}

}  // namespace

TEST_CASE("versions are ordered as semantic versions", "[app][package]") {
  std::vector<std::string> versions = {"1.10.0", "2.0.0", "1.9.0", "2.0.0-ballot", "2.0.0-ballot2", "1.9", "10.0.0"};
  std::sort(versions.begin(), versions.end(), older);
  CHECK(versions ==
        std::vector<std::string>{"1.9", "1.9.0", "1.10.0", "2.0.0-ballot", "2.0.0-ballot2", "2.0.0", "10.0.0"});
  CHECK_FALSE(older("1.0.0", "1.0.0"));
  CHECK(older("5.3.0-ballot", "5.3.0-ballot-tc1"));
  CHECK(older("1.0.0-alpha.2", "1.0.0-alpha.10"));
}

TEST_CASE("a wanted version is exact, a wildcard or the latest", "[app][package]") {
  const std::vector<std::string> versions = {"1.2.0", "1.2.9", "1.2.10", "1.3.0-rc1", "2.0.0-ballot"};
  CHECK(choose_version(versions, "1.2.9", "1.2.0") == "1.2.0");
  CHECK(choose_version(versions, "1.2.9", "1.2.x") == "1.2.10");
  CHECK(choose_version(versions, "1.2.9", "1.x") == "1.2.10");
  CHECK(choose_version(versions, "1.2.9", "2.x") == "2.0.0-ballot");
  CHECK(choose_version(versions, "1.2.9", "latest") == "1.2.9");
  CHECK(choose_version(versions, "1.2.9", "") == "1.2.9");
  CHECK(choose_version(versions, "", "") == "1.2.10");
  CHECK(choose_version(versions, "9.9.9", "") == "1.2.10");
  CHECK(choose_version(versions, "", "1.2").empty());
  CHECK(choose_version({}, "", "latest").empty());
}

TEST_CASE("current and dev are refused as what they are", "[app][package]") {
  for (const char* version : {"current", "current$branch", "dev"}) {
    const Status status = check_wanted_version({"a.b", version});
    REQUIRE_FALSE(status);
    CHECK(status.error().message.find("build of its editors") != std::string::npos);
  }
  CHECK_FALSE(check_wanted_version({"a.b", "^1.0.0"}));
  CHECK_FALSE(check_wanted_version({"a/../b", "1.0.0"}));
  CHECK(check_wanted_version({"a.b", "1.0.0-ballot"}));
  CHECK(check_wanted_version({"@scope/name", "1.0.x"}));
}

TEST_CASE("a registry's listing gives the tarball and its digests", "[app][package]") {
  Site site;
  site.pages["/a.b"] = ScriptedServer::answer(
      200, listing(release("1.0.0", R"({"tarball":")" + site.at("/x.tgz") + R"(","shasum":"0123"})") + "," +
                       release("1.1.0", R"({"tarball":")" + site.at("/y.tgz") + R"(","integrity":"sha512-abc"})"),
                   "1.0.0"));
  const auto first = find_release(site.at(""), {"a.b", ""});
  REQUIRE(first);
  CHECK(first->name == fhir::PackageName{"a.b", "1.0.0"});
  CHECK(first->shasum == "0123");
  CHECK(find_release(site.at("/"), {"a.b", ""}));
  const auto second = find_release(site.at(""), {"a.b", "1.1.x"});
  REQUIRE(second);
  CHECK(second->tarball == site.at("/y.tgz"));
  const auto none = find_release(site.at(""), {"a.b", "3.0.0"});
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == FaultKind::not_found);
  CHECK(none.error().message.find("1.1.0, 1.0.0") != std::string::npos);
  CHECK(find_release(site.at(""), {"other", ""}).error().kind == FaultKind::not_found);
}

TEST_CASE("a registry that names no tarball has it beside the listing", "[app][package]") {
  Site site;
  site.pages["/a.b"] = ScriptedServer::answer(200, listing(release("1.0.0", "{}")));
  const auto found = find_release(site.at(""), {"a.b", "1.0.0"});
  REQUIRE(found);
  CHECK(found->tarball == site.at("/a.b/1.0.0"));
}

TEST_CASE("a scoped name is one part of the path", "[app][package]") {
  Site site;
  site.pages["/@s%2fname"] = ScriptedServer::answer(200, listing(release("1.0.0", "{}")));
  CHECK(find_release(site.at(""), {"@s/name", "1.0.0"}));
}

TEST_CASE("what is no listing is a fault of the registry", "[app][package]") {
  Site site;
  site.pages["/a.b"] = ScriptedServer::answer(200, "<html>");
  CHECK(find_release(site.at(""), {"a.b", ""}).error().kind == FaultKind::unavailable);
  site.pages["/c.d"] = ScriptedServer::answer(500, "");
  CHECK(find_release(site.at(""), {"c.d", ""}).error().kind == FaultKind::unavailable);
}

TEST_CASE("a package is what the registry's digests state, or refused", "[app][package]") {
  Site site;
  const std::string bytes = "the package";
  site.pages["/x.tgz"] = ScriptedServer::answer(200, bytes);
  const Release good{{"a.b", "1.0.0"}, site.at("/x.tgz"), "sha512-" + fhir::sha512_base64(bytes), ""};
  CHECK(fetch_release(good).value() == bytes);
  const Release older_kind{{"a.b", "1.0.0"}, site.at("/x.tgz"), "", fhir::sha1_hex(bytes)};
  CHECK(fetch_release(older_kind));
  Release wrong = good;
  wrong.integrity = "sha512-" + fhir::sha512_base64("another");
  CHECK(fetch_release(wrong).error().kind == FaultKind::invalid);
  Release wrong_sha1 = older_kind;
  wrong_sha1.shasum = fhir::sha1_hex("another");
  CHECK(fetch_release(wrong_sha1).error().kind == FaultKind::invalid);
}

TEST_CASE("redirects are followed, but not for ever and not into files", "[app][package]") {
  Site site;
  site.pages["/start"] = ScriptedServer::answer(302, "", "Location: next\r\n");
  site.pages["/next"] = ScriptedServer::answer(307, "", "Location: " + site.at("/end") + "\r\n");
  site.pages["/end"] = ScriptedServer::answer(200, "here");
  site.pages["/loop"] = ScriptedServer::answer(301, "", "Location: /loop\r\n");
  site.pages["/file"] = ScriptedServer::answer(301, "", "Location: file:///etc/hostname\r\n");
  CHECK(download(site.at("/start"), 1000).value() == "here");
  CHECK(download(site.at("/loop"), 1000).error().kind == FaultKind::unavailable);
  CHECK(download(site.at("/file"), 1000).error().kind == FaultKind::unavailable);
}

TEST_CASE("a download is bounded and whole", "[app][package]") {
  Site site;
  site.pages["/large"] = ScriptedServer::answer(200, std::string(5000, 'x'));
  CHECK(download(site.at("/large"), 4999).error().kind == FaultKind::too_large);
  CHECK(download(site.at("/large"), 5000));
  site.pages["/part"] = {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", true};
  const auto part = download(site.at("/part"), 1000);
  REQUIRE_FALSE(part);
  CHECK(part.error().message.find("broke off") != std::string::npos);
  CHECK(download(site.at("/gone"), 1000).error().kind == FaultKind::not_found);
  CHECK(download("http://127.0.0.1:" + std::to_string(testing::closed_port()) + "/x", 1000).error().kind ==
        FaultKind::unavailable);
}
