#include "base/installation.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace schakel;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("schakel-installation-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("a binary in a checkout finds the checkout's data", "[base]") {
  const Folder folder;
  fs::create_directories(folder.path / "gateway");
  std::ofstream(folder.path / "gateway/CMakeLists.txt") << "#";
  for (const char* binary : {"build/release/schakel", "build/dev/tests/unit/app/unit_app"}) {
    const auto found = installation_of((folder.path / binary).string());
    REQUIRE(found);
    CHECK(found->checkout);
    CHECK(found->mappings == (folder.path / "mappings").string());
    CHECK(found->image == (folder.path / "build/definitions/schakel.image").string());
  }
}

TEST_CASE("an installed binary finds PREFIX/share/schakel", "[base]") {
  const Folder folder;
  fs::create_directories(folder.path / "share/schakel/mappings");
  const auto found = installation_of((folder.path / "bin/schakel").string());
  REQUIRE(found);
  CHECK_FALSE(found->checkout);
  CHECK(found->profiles == (folder.path / "share/schakel/profiles").string());
}

TEST_CASE("a binary in neither layout says so", "[base]") {
  const Folder folder;
  const auto found = installation_of((folder.path / "bin/schakel").string());
  REQUIRE_FALSE(found);
  CHECK(found.error().kind == FaultKind::not_found);
}

TEST_CASE("the running test finds its own checkout", "[base]") {
  const auto found = this_installation();
  REQUIRE(found);
  CHECK(fs::exists(fs::path(found->root) / "gateway/base/installation.h"));
}
