#include "app/validate_inputs.h"

#include "fhir/packages/archive.h"
#include "support/temporary_directory.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace schakel;
using namespace schakel::app;

namespace {

struct Folder {
  testing::TemporaryDirectory directory;
  [[nodiscard]] std::string at(const std::string& name) const { return (directory.path() / name).string(); }
  void write(const std::string& name, const std::string& bytes) const { REQUIRE(fhir::write_file(at(name), bytes)); }
};

Sources sources_of(const std::vector<std::string>& arguments) {
  auto sources = find_sources(arguments);
  REQUIRE(sources);
  return std::move(*sources);
}

std::vector<std::string> names_of(const Sources& sources, const Folder& folder) {
  std::vector<std::string> names;
  const std::string root = folder.at("");
  for (const Source& s : sources.documents)
    names.push_back(s.name.rfind(root, 0) == 0 ? s.name.substr(root.size()) : s.name);
  return names;
}

constexpr const char* kPatient = R"({"resourceType":"Patient"})";

}  // namespace

TEST_CASE("a folder gives its FHIR files by name and passes over other JSON", "[app][validate]") {
  const Folder folder;
  folder.write("b.json", kPatient);
  folder.write("a/z.xml", R"(<Patient xmlns="http://hl7.org/fhir"/>)");
  folder.write("package.json", R"({"name":"x"})");
  folder.write("notes.txt", kPatient);
  const Sources sources = sources_of({folder.at("")});
  CHECK(names_of(sources, folder) == std::vector<std::string>{"a/z.xml", "b.json"});
  CHECK(sources.passed_over == 1);
}

TEST_CASE("a file that is named is a document, whatever it holds", "[app][validate]") {
  const Folder folder;
  folder.write("package.json", R"({"name":"x"})");
  CHECK(sources_of({folder.at("package.json")}).documents.size() == 1);
  CHECK(sources_of({folder.at("missing.json")}).documents.size() == 1);
}

TEST_CASE("patterns name files and folders", "[app][validate]") {
  const Folder folder;
  folder.write("a1.json", kPatient);
  folder.write("a2.json", kPatient);
  folder.write("b.json", kPatient);
  folder.write("a3/c.json", kPatient);
  CHECK(names_of(sources_of({folder.at("a*")}), folder) == std::vector<std::string>{"a1.json", "a2.json", "a3/c.json"});
  CHECK(names_of(sources_of({folder.at("none*.json")}), folder) == std::vector<std::string>{"none*.json"});
}

TEST_CASE("each line of NDJSON is a document at its line", "[app][validate]") {
  const Folder folder;
  folder.write("bulk.ndjson", std::string(kPatient) + "\r\n\n" + kPatient);
  const Sources sources = sources_of({folder.at("bulk.ndjson")});
  REQUIRE(sources.documents.size() == 2);
  CHECK(sources.documents[1].name == folder.at("bulk.ndjson:3"));
  CHECK(sources.documents[1].first_line == 3);
  CHECK(sources.documents[1].bytes == kPatient);
}

TEST_CASE("an archive that cannot be read is said", "[app][validate]") {
  const Folder folder;
  folder.write("broken.zip", "no archive at all, only text");
  const auto sources = find_sources(std::vector<std::string>{folder.at("broken.zip")});
  REQUIRE_FALSE(sources);
  CHECK(sources.error().kind == FaultKind::invalid);
}
