#include "syntax/json/reader.h"
#include "unit/syntax/xml/reading.h"

#include <catch2/catch.hpp>

#include <utility>
#include <vector>

namespace schakel::syntax::xml {

namespace {

std::string patient(const std::string& inside) {
  return "<Patient xmlns=\"http://hl7.org/fhir\">" + inside + "</Patient>";
}

}  // namespace

TEST_CASE("FHIR XML gives the tree that FHIR JSON gives", "[xml]") {
  const Reading r(patient(
      R"(<id value="p"/><name id="n1"><given value="A"/><given value="B"><extension url="u"><valueCode value="x"/></extension></given></name>
    <birthDate id="b"><extension url="v"><valueString value=" a  b "/></extension></birthDate>)"));
  REQUIRE(r.summary().empty());
  CHECK(r.root().type() == "Patient");
  CHECK(r.root().resource());
  CHECK(r.root().child("name")->child("id")->attribute());
  CHECK(r.root().child("name")->child("given")->repeats());
  CHECK(r.root().child("birthDate")->child("id")->value() == "b");
  CHECK(r.root().child("birthDate")->child("extension")->child("valueString")->value() == " a  b ");
}

TEST_CASE("resources inside have their type on their slot", "[xml]") {
  const std::string text =
      R"(<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/><entry><resource><Patient><id value="a"/><contained><Basic><id value="c"/></Basic></contained></Patient></resource></entry></Bundle>)";
  Reading r(text);
  REQUIRE(r.summary().empty());
  const Node* resource = r.root().child("entry")->child("resource");
  CHECK(resource->type() == "Patient");
  CHECK(resource->child("contained")->type() == "Basic");
  CHECK(r.written({.shape = Shape::fhir, .declaration = false}) == text);
}

TEST_CASE("a resource inside a logical model is written in FHIR's namespace", "[xml]") {
  Arena arena;
  Tree tree(arena);
  Node* root = tree.create(tree.name("List"));
  tree.set_resource(*root, tree.name("List"));
  Node* basic = tree.append(*root, tree.name("person"));
  tree.set_resource(*basic, tree.name("Basic"));
  tree.set_value(*tree.append(*basic, tree.name("id")), ValueKind::string, "c");
  std::string out;
  Issues issues;
  write(*root, out, issues, {.shape = Shape::fhir, .declaration = false, .name_space = "urn:list"});
  CHECK(out ==
        R"(<List xmlns="urn:list"><person><Basic xmlns="http://hl7.org/fhir"><id value="c"/></Basic></person></List>)");
}

TEST_CASE("an element called resource that holds none stays what it is", "[xml]") {
  const std::string text =
      R"(<CapabilityStatement xmlns="http://hl7.org/fhir"><rest><resource><type value="Patient"/></resource></rest></CapabilityStatement>)";
  Reading r(text);
  REQUIRE(r.summary().empty());
  CHECK_FALSE(r.root().child("rest")->child("resource")->resource());
  CHECK(r.written({.shape = Shape::fhir, .declaration = false}) == text);
}

TEST_CASE("a narrative keeps its bytes and stands alone", "[xml]") {
  const std::string div =
      "<div xmlns=\"http://www.w3.org/1999/xhtml\" >\n <p  class='a'>x &amp; &#233; <br/>&lt;</p><!-- c --></div>";
  Reading r(patient("<text><status value=\"generated\"/>" + div + "</text>"));
  REQUIRE(r.summary().empty());
  const Node* node = r.root().child("text")->child("div");
  CHECK(node->kind() == ValueKind::xhtml);
  CHECK(node->value() == div);
  CHECK(r.written().find(div) != std::string::npos);
}

TEST_CASE("a narrative takes namespace declarations from further out with it", "[xml]") {
  const Reading prefixed(
      R"(<Patient xmlns="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:z="urn:z"><text><h:div>a<h:b/></h:div></text></Patient>)");
  REQUIRE(prefixed.summary().empty());
  CHECK(prefixed.root().child("text")->child("div")->value() ==
        R"(<h:div xmlns:h="http://www.w3.org/1999/xhtml">a<h:b/></h:div>)");
  const Reading outside(
      R"(<f:Patient xmlns:f="http://hl7.org/fhir" xmlns="http://www.w3.org/1999/xhtml"><f:text><div><p/></div></f:text></f:Patient>)");
  REQUIRE(outside.summary().empty());
  CHECK(outside.root().child("text")->child("div")->value() ==
        R"(<div xmlns="http://www.w3.org/1999/xhtml"><p/></div>)");
  const Reading empty(
      R"(<Patient xmlns="http://hl7.org/fhir"><text><div xmlns="http://www.w3.org/1999/xhtml"/></text></Patient>)");
  REQUIRE(empty.summary().empty());
  CHECK(empty.root().child("text")->child("div")->value() == R"(<div xmlns="http://www.w3.org/1999/xhtml"/>)");
}

TEST_CASE("a narrative that is no well-formed div is never written", "[xml]") {
  for (const char* div : {"<div xmlns='http://www.w3.org/1999/xhtml'>", "</div>", "<div>x</div>", "x",
                          "<div xmlns='http://www.w3.org/1999/xhtml'/></text><active value='true'/><text>",
                          "<div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div>"}) {
    Arena arena;
    Tree tree(arena);
    Issues issues;
    const std::string text = std::string(R"({"resourceType":"Patient","text":{"div":")") + div + "\"}}";
    REQUIRE(json::read(text, tree, issues));
    std::string out;
    write(*tree.root(), out, issues);
    INFO(div);
    CHECK(issues.errors() == 1);
    CHECK(out.find("<text></text>") != std::string::npos);
  }
}

TEST_CASE("values survive as attributes", "[xml]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const std::string text = R"({"resourceType":"Basic","a":"<&\"'> \t\n\r  x","b":1.20,"c":true})";
  REQUIRE(json::read(text, tree, issues));
  std::string out;
  write(*tree.root(), out, issues);
  const Reading back(out);
  CHECK(back.root().child("a")->value() == "<&\"'> \t\n\r  x");
  CHECK(back.root().child("b")->value() == "1.20");
  CHECK(issues.empty());
}

TEST_CASE("a character that XML cannot hold is replaced and reported", "[xml]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const std::string text = R"({"resourceType":"Basic","a":"x\u0001y\uFFFE"})";
  REQUIRE(json::read(text, tree, issues));
  std::string out;
  write(*tree.root(), out, issues);
  REQUIRE(issues.all().size() == 1);
  CHECK(text_of(issues.all()[0], true) == "XML 1.0 cannot hold the character U+0001; it was written as U+FFFD.");
  CHECK(issues.all()[0].expression == "Basic.a");
  CHECK(Reading(out).ok);
}

TEST_CASE("pretty XML has one element a line", "[xml]") {
  Reading r(patient(R"(<id value="p"/><name><text value="x"/></name>)"));
  CHECK(r.written({.shape = Shape::fhir, .pretty = true}) == R"(<?xml version="1.0" encoding="UTF-8"?>
<Patient xmlns="http://hl7.org/fhir">
  <id value="p"/>
  <name>
    <text value="x"/>
  </name>
</Patient>)");
}

TEST_CASE("what is XML but not FHIR is reported with its place and read on", "[xml]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"<a>\n</a>", "Element_must_have_some_content@1:38"},
      {"<a value='1'>text</a>", "Text_should_not_be_present@1:51"},
      {"<a value='1'><![CDATA[x]]></a>", "CDATA_is_not_allowed@1:60"},
      {"<a value='1' x='2'/>", "Undefined_attribute__on__for_type__properties__@1:38"},
      {"<a value='1' xmlns:i='urn:i' i:x='2'/>", "Undefined_attribute__on__for_type__properties__@1:38"},
      {"<?pi x?>", "No_processing_instructions_allowed_in_resources@1:38"},
      {"<a xmlns='urn:other' value='1'/>", "Wrong_namespace__expected_@1:38"},
      {"<contained><A><id value='1'/></A><B><id value='2'/></B></contained>", "XML_ONE_RESOURCE_EXPECTED@1:71"},
      {"<contained><id value='1'/></contained>", "Unable_to_find_resource_element@1:38"},
  };
  for (const auto& [inside, expected] : cases) {
    const Reading r(patient(inside));
    INFO(inside);
    CHECK(r.ok);
    CHECK(r.summary() == expected);
  }
}

TEST_CASE("another declared encoding is transcoded and reported", "[xml]") {
  const Reading latin(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Basic xmlns=\"http://hl7.org/fhir\"><a "
      "value=\"\xE9\"/></Basic>");
  CHECK(latin.summary() == "xml_encoding_invalid@1:1");
  CHECK(latin.root().child("a")->value() == "\xC3\xA9");
  const Reading windows(
      "<?xml version=\"1.0\" encoding=\"windows-1252\"?><Basic xmlns=\"http://hl7.org/fhir\"><text><div "
      "xmlns=\"http://www.w3.org/1999/xhtml\">\x80</div></text></Basic>");
  CHECK(windows.root().child("text")->child("div")->value() ==
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">\xE2\x82\xAC</div>");
}

TEST_CASE("what must not be taken is refused with line and column", "[xml]") {
  const std::string open = "<Patient xmlns=\"http://hl7.org/fhir\">";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "XML_DOCUMENT_EMPTY@1:1"},
      {"  \n", "XML_DOCUMENT_EMPTY@2:1"},
      {"{\"a\":1}", "XML_DOCUMENT_EMPTY@1:1"},
      {"<!DOCTYPE x>\n" + open + "</Patient>", "XML_DOCTYPE_NOT_ALLOWED@1:1"},
      {"<!DOCTYPE x [<!ENTITY a \"b\">]>" + open + "<a value=\"&a;\"/></Patient>", "XML_DOCTYPE_NOT_ALLOWED@1:1"},
      {open + "\n<a value=\"&nbsp;\"/></Patient>", "XML_UNDEFINED_ENTITY@2:11"},
      {open + "&foo;</Patient>", "XML_UNDEFINED_ENTITY@1:38"},
      {open + "\n<a value=\"1\" value=\"2\"/></Patient>", "XML_DUPLICATE_ATTRIBUTE@2:14"},
      {open + "<a xmlns:p=\"u\" xmlns:q=\"u\" p:x=\"1\" q:x=\"1\"/></Patient>", "XML_DUPLICATE_ATTRIBUTE@1:38"},
      {open + "<p:a value=\"1\"/></Patient>", "XML_UNDECLARED_PREFIX@1:38"},
      {open + "<a p:b=\"1\"/></Patient>", "XML_UNDECLARED_PREFIX@1:38"},
      {open + "</Patient><Patient/>", "XML_TRAILING_CONTENT@1:48"},
      {open + "</Patient>x", "XML_TRAILING_CONTENT@1:48"},
      {"x" + open + "</Patient>", "XML_DOCUMENT_EMPTY@1:1"},
      {open + "\n<a value=\"\xC3\x28\"/></Patient>", "XML_INVALID_UTF8@2:11"},
      {open + "<a value=\"\xED\xA0\x80\"/></Patient>", "XML_INVALID_UTF8@1:48"},
      {open + "<a value=\"\x01\"/></Patient>", "XML_NOT_WELL_FORMED@1:48"},
      {open + "<a value=\"&#0;\"/></Patient>", "XML_BAD_CHARACTER_REFERENCE@1:48"},
      {open + "<a value=\"&#xFFFE;\"/></Patient>", "XML_BAD_CHARACTER_REFERENCE@1:48"},
      {open + "<a value=\"\xEF\xBF\xBE\"/></Patient>", "XML_NOT_WELL_FORMED@1:48"},
      {open + "<a value=\"<\"/></Patient>", "XML_NOT_WELL_FORMED@1:48"},
      {open + "<a></b></Patient>", "XML_TAG_MISMATCH@1:43"},
      {open + "<a value=\"1\"/>", "XML_ELEMENT_NOT_CLOSED@1:52"},
      {open + "<a value=\"1", "XML_ELEMENT_NOT_CLOSED@1:38"},
      {open + "<![CDATA[ x", "CDATA_is_not_allowed@1:47 XML_SECTION_NOT_CLOSED@1:49"},
      {"<?xml version=\"1.0\" encoding=\"x-none\"?>" + open + "</Patient>",
       "xml_encoding_invalid@1:1 XML_UNKNOWN_ENCODING@1:31"},
      {" <?xml version=\"1.0\"?>" + open + "</Patient>", "XML_MISPLACED_DECLARATION@1:2"},
      {"<?xml version=\"1.x\"?>" + open + "</Patient>", "XML_VERSION@1:1"},
      {"<Patient/>", "This_does_not_appear_to_be_a_FHIR_resource_unknown_namespacename_@1:1"},
      {"<Patient xmlns=\"http://hl7.org/fhir/v4\"/>",
       "This_does_not_appear_to_be_a_FHIR_resource_unknown_namespacename_@1:1"},
  };
  for (const auto& [text, expected] : cases) {
    const Reading r(text);
    INFO(text);
    CHECK_FALSE(r.ok);
    CHECK(r.summary() == expected);
  }
}

TEST_CASE("XML limits hold at the bound and one past it", "[xml][limits]") {
  Limits limits;
  limits.depth = 3;
  CHECK(Reading(patient("<a><b value='1'/></a>"), {.shape = Shape::fhir, .limits = &limits}).ok);
  CHECK(Reading(patient("<a><b><c value='1'/></b></a>"), {.shape = Shape::fhir, .limits = &limits}).summary() ==
        "XML_TOO_DEEP@1:44");
  limits = {};
  limits.nodes = 3;
  CHECK(Reading(patient("<a id='1' value='1'/>"), {.shape = Shape::fhir, .limits = &limits}).ok);
  CHECK_FALSE(Reading(patient("<a id='1' value='1'/><b value='1'/>"), {.shape = Shape::fhir, .limits = &limits}).ok);
  limits = {};
  limits.message_bytes = patient("").size();
  CHECK(Reading(patient(""), {.shape = Shape::fhir, .limits = &limits}).ok);
  CHECK(Reading(patient(" "), {.shape = Shape::fhir, .limits = &limits}).summary() == "XML_DOCUMENT_TOO_LARGE@1:1");
}

TEST_CASE("200,000 open elements are refused", "[xml][limits]") {
  std::string text = "<Patient xmlns=\"http://hl7.org/fhir\">";
  for (int i = 0; i < 200'000; ++i) text += "<a>";
  CHECK(Reading(text).summary() == "XML_TOO_DEEP@1:635");
  std::string deep = "<Patient xmlns=\"http://hl7.org/fhir\"><text><div xmlns=\"http://www.w3.org/1999/xhtml\">";
  for (int i = 0; i < 200'000; ++i) deep += "<p>";
  CHECK(Reading(deep).summary().substr(0, 12) == "XML_TOO_DEEP");
}

TEST_CASE("a logical model is read in its own namespace", "[xml]") {
  const Reading r("<TLeft xmlns=\"http://hl7.org/fhir/tutorial\"><a value=\"x\"/></TLeft>",
                  {.shape = Shape::fhir, .fhir_namespace = ""});
  CHECK(r.summary().empty());
  CHECK(r.root().type() == "TLeft");
}

}  // namespace schakel::syntax::xml
