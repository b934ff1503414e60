// tests/golden/mapping/<case>: main.map runs over source.json or source.hl7 (more *.map are imports, *.structure.json
// definitions,
// *.concepts.json concept maps); expected.json is the result, expected.txt what is said (issues, `unmapped` nodes),
// either may be absent. SCHAKEL_APPROVE=1 writes what came out.

#include "formats/format.h"
#include "run_map.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using namespace schakel;

namespace {

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

test::MapCase read_case(const fs::path& folder) {
  test::MapCase c;
  c.maps.push_back(text_of_file(folder / "main.map"));
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    if (ends_with(name, ".map") && name != "main.map") c.maps.push_back(text_of_file(file));
    if (ends_with(name, ".structure.json")) c.structures.push_back(text_of_file(file));
    if (ends_with(name, ".concepts.json")) c.concept_maps.push_back(text_of_file(file));
    if (name == "source.json") c.source = text_of_file(file);
    if (name == "source.hl7") {
      c.source = text_of_file(file);
      c.format = formats::by_name("hl7v2");
    }
  }
  return c;
}

void compare(const fs::path& file, const std::string& found) {
  static const bool approve = std::getenv("SCHAKEL_APPROVE") != nullptr;
  if (approve) {
    if (found.empty()) {
      fs::remove(file);
    } else {
      std::ofstream(file, std::ios::binary) << found;
    }
    return;
  }
  CHECK(text_of_file(file) == found);
}

}  // namespace

TEST_CASE("maps give what their golden files hold", "[mapping][golden]") {
  for (const auto& entry : fs::directory_iterator("tests/golden/mapping")) {
    DYNAMIC_SECTION(entry.path().filename().string()) {
      const test::Run r = test::run(read_case(entry.path()));
      std::string said = r.ok ? "" : "failed\n";
      for (const std::string& issue : r.issues) said += issue + '\n';
      for (const std::string& path : r.unmapped) said += "unmapped " + path + '\n';
      compare(entry.path() / "expected.json", r.pretty.empty() ? "" : r.pretty + '\n');
      compare(entry.path() / "expected.txt", said);
    }
  }
}
