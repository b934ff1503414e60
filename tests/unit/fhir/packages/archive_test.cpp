#include "fhir/packages/archive.h"

#include "unit/fhir/tar.h"
#include "unit/fhir/temporary.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>

using namespace schakel;
using namespace schakel::fhir;

namespace {

Status read_all(const std::string& path, std::map<std::string, std::string>& files, const ArchiveLimits& limits = {}) {
  return read_package_files(
      path, [](std::string_view) { return true; },
      [&files](std::string name, std::string bytes) {
        files[std::move(name)] = std::move(bytes);
        return Status{};
      },
      limits);
}

}  // namespace

TEST_CASE("an archive and its unpacked folder give the same files", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "p.tgz", test::package("a.b", "1.0.0")));
  std::map<std::string, std::string> packed;
  REQUIRE(read_all(folder / "p.tgz", packed));
  CHECK(packed.size() == 3);
  for (const auto& [name, bytes] : packed) REQUIRE(write_file(folder / ("unpacked/" + name), bytes));
  std::map<std::string, std::string> unpacked;
  REQUIRE(read_all(folder / "unpacked", unpacked));
  CHECK(packed == unpacked);
}

TEST_CASE("an archive that leads out of its package is refused", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  struct Row {
    const char* name;
    char type;
    const char* link;
  };
  for (const Row& row : {Row{"../evil", '0', ""}, Row{"/etc/evil", '0', ""}, Row{"package/../../evil", '0', ""},
                         Row{"package\\..\\evil", '0', ""}, Row{"package/link", '2', "/etc/passwd"},
                         Row{"package/hard", '1', "package/x"}, Row{"package/device", '3', ""}}) {
    INFO(row.name);
    std::string tar;
    test::add_entry(tar, row.name, "x", row.type, row.link);
    REQUIRE(write_file(folder / "evil.tgz", tar + test::end_of_tar()));
    std::map<std::string, std::string> files;
    const Status read = read_all(folder / "evil.tgz", files);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == FaultKind::invalid);
    CHECK(files.empty());
  }
}

TEST_CASE("an archive is refused one past its limits and read at them", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  std::string tar;
  test::add_entry(tar, "package/a", std::string(100, 'x'));
  test::add_entry(tar, "package/b", std::string(50, 'x'));
  REQUIRE(write_file(folder / "p.tgz", tar + test::end_of_tar()));
  std::map<std::string, std::string> files;
  CHECK(read_all(folder / "p.tgz", files, {.files = 2, .file_bytes = 100, .total_bytes = 150}));
  for (const ArchiveLimits& limits :
       {ArchiveLimits{.files = 1}, ArchiveLimits{.file_bytes = 99}, ArchiveLimits{.total_bytes = 149}}) {
    const Status read = read_all(folder / "p.tgz", files, limits);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == FaultKind::too_large);
  }
}

TEST_CASE("what is no archive, or only half of one, is a fault", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  std::map<std::string, std::string> files;
  CHECK(read_all(folder / "nothing.tgz", files).error().kind == FaultKind::not_found);
  REQUIRE(write_file(folder / "text.tgz", "this is no archive, however long it goes on and on"));
  CHECK_FALSE(read_all(folder / "text.tgz", files));
  const std::string whole = test::package("a.b", "1.0.0");
  REQUIRE(write_file(folder / "half.tgz", whole.substr(0, 700)));
  CHECK_FALSE(read_all(folder / "half.tgz", files));
}

TEST_CASE("a file is written whole or not at all", "[fhir][packages]") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder / "deep/er/file", "one", true));
  REQUIRE(write_file(folder / "deep/er/file", "two"));
  CHECK(*read_file(folder / "deep/er/file") == "two");
  CHECK_FALSE(write_file(folder / "deep/er", "a folder stands there"));
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& e : std::filesystem::recursive_directory_iterator(folder.path())) ++entries;
  CHECK(entries == 3);
}
