// The maps that ship (mappings/): tests/golden/mappings/<format>/<case>/input.* becomes expected.json, and expected.txt
// holds what is said of it: problems, and what no map has read. SCHAKEL_APPROVE=1 writes what came out.

#include "formats/format.h"
#include "mapping/map_files.h"
#include "mapping/mapping.h"
#include "support/definitions.h"
#include "syntax/json/writer.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using namespace schakel;

namespace {

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::shared_ptr<const mapping::MapLibrary> load(Issues& issues) {
  std::vector<std::string> models;
  for (const formats::Format* format : formats::all()) format->describe(models);
  auto files = mapping::read_map_files("mappings");
  REQUIRE(files);
  const auto library = mapping::MapLibrary::load(test::with_resources(models), std::move(files->maps),
                                                 std::move(files->concepts), issues);
  REQUIRE(library);
  return *library;
}

const std::shared_ptr<const mapping::MapLibrary>& shipped() {
  static Issues issues;
  static const std::shared_ptr<const mapping::MapLibrary> library = load(issues);
  return library;
}

// The same without keeping track of what was read, which lets calls be left out that add nothing.
std::string map_fast(const mapping::Map& map, const Tree& source) {
  Arena arena;
  Tree target(arena);
  Issues issues;
  mapping::Transformer transformer(shipped());
  std::string json;
  if (transformer.run(map, source, target, issues)) {
    syntax::json::write(*target.root(), json, {.shape = syntax::json::Shape::fhir, .pretty = true});
    json += '\n';
  }
  return json;
}

struct Mapped {
  std::string json;
  std::string said;
};

Mapped map_message(const std::string& message) {
  const formats::Format* format = formats::by_content(message);
  REQUIRE(format != nullptr);
  Arena arena;
  Tree source(arena);
  Tree target(arena);
  Issues issues;
  REQUIRE(format->read(message, {}, source, issues));
  const mapping::Map* map = shipped()->for_message(format->envelope(source).type);
  REQUIRE(map != nullptr);
  mapping::TransformOptions options;
  options.unmapped = true;
  options.path_of = [format](const Node& node) { return format->path_of(node); };
  mapping::Transformer transformer(shipped(), options);
  Mapped mapped;
  if (transformer.run(*map, source, target, issues)) {
    syntax::json::write(*target.root(), mapped.json, {.shape = syntax::json::Shape::fhir, .pretty = true});
    mapped.json += '\n';
  }
  CHECK(map_fast(*map, source) == mapped.json);
  for (const Issue& issue : issues.all())
    mapped.said +=
        std::string(severity_code(issue.severity)) + ' ' + issue.expression + ' ' + text_of(issue, true) + '\n';
  for (const Node* node : transformer.unmapped()) mapped.said += "unmapped " + format->path_of(*node) + '\n';
  return mapped;
}

void compare(const fs::path& file, const std::string& found) {
  static const bool approve = std::getenv("SCHAKEL_APPROVE") != nullptr;
  if (approve && !found.empty()) std::ofstream(file, std::ios::binary) << found;
  if (approve && found.empty()) fs::remove(file);
  CHECK(content_of(file) == found);
}

}  // namespace

TEST_CASE("the maps that ship have no error", "[mapping][maps]") {
  Issues issues;
  load(issues);
  for (const Issue& issue : issues.all()) UNSCOPED_INFO(issue.definition << ' ' << text_of(issue, true));
  CHECK_FALSE(issues.has_errors());
}

TEST_CASE("messages become what their golden files hold", "[mapping][maps][golden]") {
  for (const auto& format : fs::directory_iterator("tests/golden/mappings")) {
    for (const auto& entry : fs::directory_iterator(format)) {
      DYNAMIC_SECTION(entry.path().filename().string()) {
        const Mapped mapped = map_message(content_of(entry.path() / "input.hl7"));
        compare(entry.path() / "expected.json", mapped.json);
        compare(entry.path() / "expected.txt", mapped.said);
      }
    }
  }
}

TEST_CASE("mapping a message twice gives the same text", "[mapping][maps]") {
  const std::string message = content_of("tests/golden/mappings/hl7v2/adt-a03-discharge-with-follow-up/input.hl7");
  CHECK(map_message(message).json == map_message(message).json);
}

TEST_CASE("a result that comes again in a long report keeps its number, however many stand between",
          "[mapping][hl7v2]") {
  std::string message = "MSH|^~\\&|LIS|LAB|||20260312||ORU^R01|LONG|P|2.5\rPID|1||4711||Peeters^An\rOBR|1||F-1|A\r";
  for (int i = 0; i < 300; ++i) message += "OBX||NM|X" + std::to_string(i % 100) + "^x^L||1||||||F\r";
  // The same order once more: counted on. Another order: from the beginning.
  message += "OBR|2||F-1|A\rOBX||NM|X7^x^L||1||||||F\rOBR|3||F-2|A\rOBX||NM|X7^x^L||1||||||F\r";
  const std::string json = map_message(message).json;
  const auto has = [&json](const std::string& key) {
    return json.find("\"value\": \"order:" + key + "\"") != std::string::npos;
  };
  for (const char* key : {"F-1:A/X7", "F-1:A/X7//2", "F-1:A/X7//3", "F-1:A/X7//4", "F-1:A/X99//3", "F-2:A/X7"}) {
    INFO(key);
    CHECK(has(key));
  }
  CHECK_FALSE(has("F-1:A/X99//4"));
  CHECK_FALSE(has("F-2:A/X7//2"));
}

TEST_CASE("a number that stands for several people of a message is nobody's", "[mapping][hl7v2]") {
  const std::string json =
      map_message(
          "MSH|^~\\&|EPD|AZVB|||20260405||ADT^A01|1|P|2.5\rEVN|A01|20260405\rPID|1||4711||Peeters^An\r"
          "PD1||||003809^HUISARTS^An\rPV1|1|I|||||999999^JANSSENS^Piet|999999^CLAES^Eva|003809^Huisarts "
          "A.||||||||14296612004^MAES^Jan~14296612004^DEMAN^Jan||V1\r")
          .json;
  CHECK(json.find("999999") == std::string::npos);
  CHECK(json.find("Piet JANSSENS") != std::string::npos);
  CHECK(json.find("Eva CLAES") != std::string::npos);
  // The same person, written shorter, and a national number, whose check digits hold, stay.
  CHECK(json.find("\"value\": \"003809\"") != std::string::npos);
  CHECK(json.find("\"value\": \"14296612004\"") != std::string::npos);
}
