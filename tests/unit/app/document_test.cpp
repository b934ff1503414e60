#include "app/document.h"
#include "support/definitions.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace schakel::app {

namespace {

std::string converted(std::string_view document, Syntax from, Syntax to) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  std::string out;
  REQUIRE(read_fhir(document, from, *test::core_definitions(), tree, issues));
  write_fhir(tree, to, *test::core_definitions(), false, out, issues);
  CHECK(issues.empty());
  return out;
}

}  // namespace

TEST_CASE("the syntax of a document is told by its first character", "[app]") {
  CHECK(syntax_of("  <Patient/>") == Syntax::xml);
  CHECK(syntax_of("\xEF\xBB\xBF<Patient/>") == Syntax::xml);
  CHECK(syntax_of(std::string_view("\xFF\xFE<\0", 4)) == Syntax::xml);
  CHECK(syntax_of("{}") == Syntax::json);
  CHECK(syntax_of("") == Syntax::json);
}

TEST_CASE("JSON, XML and JSON again is the same document", "[app][convert]") {
  const std::string json =
      R"({"resourceType":"Observation","id":"o","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"> <p>a &amp; b</p>\n</div>"},)"
      R"("contained":[{"resourceType":"Patient","id":"p","name":[{"given":["A",null,"C"],"_given":[null,{"extension":[{"url":"u","valueBoolean":false}]},null]}]}],)"
      R"("extension":[{"url":"e","valueDecimal":1.50}],"status":"final","code":{"text":" x\ty "},)"
      R"("_effectiveDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},)"
      R"("valueQuantity":{"value":0.10,"unit":"mg"},"component":[{"code":{"text":"c"},"valueInteger":3}]})";
  CHECK(converted(converted(json, Syntax::json, Syntax::xml), Syntax::xml, Syntax::json) == json);
}

TEST_CASE("XML comes out in the order of the definition", "[app][convert]") {
  const std::string xml =
      converted(R"({"resourceType":"Patient","birthDate":"1950","active":true,"id":"p"})", Syntax::json, Syntax::xml);
  CHECK(
      xml ==
      R"(<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><id value="p"/><active value="true"/><birthDate value="1950"/></Patient>)");
}

TEST_CASE("a file is read whole whatever its size, and a folder is none", "[app]") {
  const std::string path = (std::filesystem::temp_directory_path() / "schakel-document-test").string();
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 300'000U}) {
    std::string bytes(size, 'x');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 % 256);
    std::ofstream(path, std::ios::binary) << bytes;
    CHECK(file_content(path).value() == bytes);
  }
  std::filesystem::remove(path);
  CHECK_FALSE(file_content(path).has_value());
  CHECK_FALSE(file_content(std::filesystem::temp_directory_path().string()).has_value());
}

TEST_CASE("issues are lines with a place", "[app]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const std::string document = "{\"resourceType\":\"Patient\",\n \"active\":}";
  CHECK_FALSE(read_fhir(document, Syntax::json, *test::core_definitions(), tree, issues));
  CHECK(lines_of(issues, document, "a.json").substr(0, 46) == "a.json:2:11: fatal: A value was expected (an o");
}

}  // namespace schakel::app
