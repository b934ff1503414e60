#include "unit/syntax/json/reading.h"

#include <catch2/catch.hpp>

#include <vector>

namespace schakel::syntax::json {

namespace {

std::string text_at(const Reading& r, const Node& node) {
  return r.document.substr(node.span().begin, node.span().end - node.span().begin);
}

}  // namespace

TEST_CASE("a resource's type and name come from resourceType wherever it stands", "[json]") {
  const Reading r(R"({"id": "p1", "resourceType": "Patient"})");
  REQUIRE(r.ok);
  CHECK(r.root().name() == "Patient");
  CHECK(r.root().type() == "Patient");
  CHECK(r.root().resource());
  CHECK(r.root().child("id")->value() == "p1");
  CHECK(r.root().child("resourceType") == nullptr);
}

TEST_CASE("contained resources and resources of entries and parameters have their type on the node", "[json]") {
  const Reading r(R"({"resourceType":"Bundle","contained":[{"resourceType":"Patient","id":"a"}],
    "entry":[{"resource":{"resourceType":"Observation"},"response":{"outcome":{"resourceType":"OperationOutcome"}}}]})");
  REQUIRE(r.summary().empty());
  CHECK(r.root().child("contained")->type() == "Patient");
  const Node* entry = r.root().child("entry");
  CHECK(entry->child("resource")->type() == "Observation");
  CHECK(entry->child("response")->child("outcome")->resource());
}

TEST_CASE("an element named resourceType elsewhere stays an element", "[json]") {
  const Reading r(R"({"resourceType":"ExampleScenario","instance":[{"resourceId":"a","resourceType":"Patient"}]})");
  REQUIRE(r.summary().empty());
  const Node* instance = r.root().child("instance");
  CHECK_FALSE(instance->resource());
  CHECK(instance->child("resourceType")->value() == "Patient");
  CHECK(r.written() ==
        R"({"resourceType":"ExampleScenario","instance":[{"resourceId":"a","resourceType":"Patient"}]})");
}

TEST_CASE("arrays become repeated siblings that know they repeat", "[json]") {
  const Reading r(R"({"resourceType":"Patient","name":[{"family":"A"},{"family":"B"}],"active":true})");
  REQUIRE(r.ok);
  const Node* name = r.root().child("name");
  CHECK(name->repeats());
  CHECK(name->next_of_same_name()->child("family")->value() == "B");
  CHECK(r.root().child("active")->kind() == ValueKind::boolean);
  CHECK_FALSE(r.root().child("active")->repeats());
  CHECK(fhirpath_of(*name->next()->child("family")) == "Patient.name[1].family");
}

TEST_CASE("tokens of numbers are kept as written", "[json]") {
  for (const std::string token :
       {"1.20", "-0", "1e3", "1.0E-2", "100000000000000000000000.000", "0.10", "185", "1e999"}) {
    const Reading r(R"({"resourceType":"Basic","x":)" + token + "}");
    REQUIRE(r.ok);
    CHECK(r.root().child("x")->kind() == ValueKind::number);
    CHECK(r.root().child("x")->value() == token);
    CHECK(r.written() == R"({"resourceType":"Basic","x":)" + token + "}");
  }
}

TEST_CASE("_field joins field in either order", "[json]") {
  for (const std::string text : {R"({"resourceType":"Patient","birthDate":"1950","_birthDate":{"id":"b"}})",
                                 R"({"resourceType":"Patient","_birthDate":{"id":"b"},"birthDate":"1950"})"}) {
    const Reading r(text);
    REQUIRE(r.summary().empty());
    const Node* date = r.root().child("birthDate");
    CHECK(date->value() == "1950");
    CHECK(date->child("id")->value() == "b");
    CHECK(date->next() == nullptr);
    CHECK(text_at(r, *date) == "\"1950\"");
    CHECK(r.written() == R"({"resourceType":"Patient","birthDate":"1950","_birthDate":{"id":"b"}})");
  }
}

TEST_CASE("a primitive of only _field has no value and is written back as such", "[json]") {
  const std::string text =
      R"({"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]}})";
  const Reading r(text);
  REQUIRE(r.summary().empty());
  CHECK(r.root().child("birthDate")->kind() == ValueKind::none);
  CHECK(r.root().child("birthDate")->primitive());
  CHECK(r.written() == text);
}

TEST_CASE("items of a primitive array and of its _field meet by index", "[json]") {
  for (const std::string text :
       {R"({"resourceType":"A","given":["a",null,"c"],"_given":[null,{"id":"2"},{"id":"3"}]})",
        R"({"resourceType":"A","_given":[null,{"id":"2"},{"id":"3"}],"given":["a",null,"c"]})"}) {
    const Reading r(text);
    REQUIRE(r.summary().empty());
    const Node* a = r.root().child("given");
    const Node* b = a->next();
    const Node* c = b->next();
    CHECK(a->value() == "a");
    CHECK(a->first_child() == nullptr);
    CHECK_FALSE(b->has_value());
    CHECK(b->child("id")->value() == "2");
    CHECK(c->value() == "c");
    CHECK(c->child("id")->value() == "3");
    CHECK(c->next() == nullptr);
    CHECK(r.written() == R"({"resourceType":"A","given":["a",null,"c"],"_given":[null,{"id":"2"},{"id":"3"}]})");
  }
}

TEST_CASE("_field arrays of another length are joined as far as they go", "[json]") {
  const Reading longer(R"({"resourceType":"A","given":["a"],"_given":[null,{"id":"2"}]})");
  REQUIRE(longer.summary().empty());
  CHECK(longer.written() == R"({"resourceType":"A","given":["a",null],"_given":[null,{"id":"2"}]})");
  const Reading shorter(R"({"resourceType":"A","_given":[{"id":"1"}],"b":1,"given":["a","b"]})");
  REQUIRE(shorter.summary().empty());
  CHECK(shorter.written() == R"({"resourceType":"A","given":["a","b"],"_given":[{"id":"1"},null],"b":1})");
}

TEST_CASE("spans are places in the received bytes, escapes and byte order mark included", "[json]") {
  const Reading r(
      "\xEF\xBB\xBF{\"resourceType\":\"A\",\n \"x\" : \"a\\n\\\"\\u00e9\" , \"y\":[ 1.50, true "
      "],\"z\":{\"q\":\"\\\\\"}}");
  REQUIRE(r.ok);
  CHECK(r.root().span().begin == 3);
  CHECK(r.root().span().end == r.document.size());
  CHECK(r.root().child("x")->value() == "a\n\"\xC3\xA9");
  CHECK(text_at(r, *r.root().child("x")) == R"("a\n\"\u00e9")");
  CHECK(text_at(r, *r.root().child("y")) == "1.50");
  CHECK(text_at(r, *r.root().child("y")->next()) == "true");
  CHECK(text_at(r, *r.root().child("z")) == R"({"q":"\\"})");
  CHECK(r.root().child("z")->child("q")->value() == "\\");
}

TEST_CASE("an escaped quote at the end does not shorten the span", "[json]") {
  const Reading r(R"({"resourceType":"A","x":"\"","y":"ab\"","z":""})");
  REQUIRE(r.ok);
  CHECK(text_at(r, *r.root().child("x")) == R"("\"")");
  CHECK(text_at(r, *r.root().child("y")) == R"("ab\"")");
  CHECK(text_at(r, *r.root().child("z")) == R"("")");
}

TEST_CASE("a plain document keeps arrays, objects and null", "[json]") {
  const std::string text = R"({"a":[1,[],{},null,[true,"x"]],"b":{"":0},"_c":[null]})";
  const Reading r(text, Shape::plain);
  REQUIRE(r.summary().empty());
  const Node* a = r.root().child("a");
  CHECK(a->kind() == ValueKind::list);
  CHECK(a->first_child()->value() == "1");
  CHECK(a->first_child()->name().empty());
  CHECK(a->first_child()->next()->kind() == ValueKind::list);
  CHECK(r.written(false, Shape::plain) == text);
}

TEST_CASE("a plain document may be any value", "[json]") {
  for (const std::string text : {"1", "\"x\"", "null", "true", "[]", "{}", "[[1]]"}) {
    const Reading r(text, Shape::plain);
    REQUIRE(r.ok);
    CHECK(r.written(false, Shape::plain) == text);
  }
}

TEST_CASE("a data type needs no resourceType when its name is given", "[json]") {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(read(R"({"system":"s","code":"c"})", tree, issues,
               {.shape = Shape::fhir, .limits = nullptr, .root_type = "Coding"}));
  CHECK(tree.root()->name() == "Coding");
  CHECK_FALSE(tree.root()->resource());
  std::string out;
  write(*tree.root(), out);
  CHECK(out == R"({"system":"s","code":"c"})");
}

TEST_CASE("what is JSON but not FHIR is reported with its place and read on", "[json]") {
  struct Case {
    const char* text;
    const char* issues;
    const char* written;  // null: no tree
  };
  const std::vector<Case> cases{
      {R"({"id":"a"})", "Unable_to_find_resourceType_property@1:1", nullptr},
      {R"([1])", "Error_parsing_JSON_@1:1", nullptr},
      {R"("x")", "Error_parsing_JSON_@1:1", nullptr},
      {R"({"resourceType":1,"id":"a"})",
       "RESOURCETYPE_PROPERTY_WRONG_TYPE@1:17 Unable_to_find_resourceType_property@1:1", nullptr},
      {R"({"resourceType":"A","x":1,"x":2})", "DUPLICATE_JSON_PROPERTY_KEY@1:27", R"({"resourceType":"A","x":1})"},
      {R"({"resourceType":"A","x":1,"x":{"y":[1,{"z":2}]},"w":3})", "DUPLICATE_JSON_PROPERTY_KEY@1:27",
       R"({"resourceType":"A","x":1,"w":3})"},
      {R"({"resourceType":"A","resourceType":"B"})", "DUPLICATE_JSON_PROPERTY_KEY@1:21", R"({"resourceType":"A"})"},
      {R"({"resourceType":"A","x":{}})", "Object_must_have_some_content@1:25", R"({"resourceType":"A","x":{}})"},
      {R"({"resourceType":"A","x":[]})", "ARRAY_CANNOT_BE_EMPTY@1:25", R"({"resourceType":"A"})"},
      {R"({"resourceType":"A","x":null})", "This_property_must_be_an_simple_value_not_@1:25",
       R"({"resourceType":"A"})"},
      {R"({"resourceType":"A","x":["a",null,"c"]})", "JSON_PROPERTY_INVALID_ARRAY@1:30",
       R"({"resourceType":"A","x":["a","c"]})"},
      {R"({"resourceType":"A","x":["a",null],"_x":[{"id":"1"},null]})", "JSON_PROPERTY_INVALID_ARRAY@1:30",
       R"({"resourceType":"A","x":["a"],"_x":[{"id":"1"}]})"},
      {R"({"resourceType":"A","x":[[1],2]})", "This_property_must_be__not_@1:26", R"({"resourceType":"A","x":[2]})"},
      {R"({"resourceType":"A","x":1,"_x":"q"})", "This_property_must_be_an_object_not_@1:32",
       R"({"resourceType":"A","x":1})"},
      {R"({"resourceType":"A","x":1,"_x":[{"id":"1"}]})", "JSON_PROPERTY_SHAPE_DIFFERS@1:32",
       R"({"resourceType":"A","x":1,"_x":{"id":"1"}})"},
      {R"({"resourceType":"A","x":{"y":1},"_x":{"id":"1"}})", "Unrecognised_property_@1:38",
       R"({"resourceType":"A","x":{"y":1,"id":"1"}})"},
      {R"({"resourceType":"A","x":1,"_x":{"value":2}})", "ILLEGAL_PROPERTY@1:33",
       R"({"resourceType":"A","x":1,"_x":{"value":2}})"},
      {R"({"resourceType":"A","contained":[{"id":"1"}]})", "Unable_to_find_resourceType_property@1:34",
       R"({"resourceType":"A","contained":[{"id":"1"}]})"},
  };
  for (const Case& c : cases) {
    const Reading r(c.text);
    INFO(c.text);
    CHECK(r.summary() == c.issues);
    CHECK(r.ok == (c.written != nullptr));
    if (r.ok && c.written != nullptr) CHECK(r.written() == c.written);
  }
}

TEST_CASE("a name counts as seen although it left no node", "[json]") {
  struct Case {
    const char* text;
    const char* issues;
    const char* written;
  };
  const std::vector<Case> cases{
      {R"({"resourceType":"A","x":null,"x":1})",
       "This_property_must_be_an_simple_value_not_@1:25 DUPLICATE_JSON_PROPERTY_KEY@1:30", R"({"resourceType":"A"})"},
      {R"({"resourceType":"A","x":[],"x":1})", "ARRAY_CANNOT_BE_EMPTY@1:25 DUPLICATE_JSON_PROPERTY_KEY@1:28",
       R"({"resourceType":"A"})"},
      {R"({"resourceType":"A","y":[2],"x":[[1]],"x":1})",
       "This_property_must_be__not_@1:34 DUPLICATE_JSON_PROPERTY_KEY@1:39", R"({"resourceType":"A","y":[2]})"},
      {R"({"resourceType":"A","_x":"q","_x":{"id":"1"}})",
       "This_property_must_be_an_object_not_@1:26 DUPLICATE_JSON_PROPERTY_KEY@1:30", R"({"resourceType":"A"})"},
      {R"({"x":1,"resourceType":"A","y":1,"resourceType":"B","x":2})",
       "DUPLICATE_JSON_PROPERTY_KEY@1:33 DUPLICATE_JSON_PROPERTY_KEY@1:52", R"({"resourceType":"A","x":1,"y":1})"},
      {R"({"resourceType":"A","x":[{"y":1},{"y":2,"y":3}],"z":{"y":4}})", "DUPLICATE_JSON_PROPERTY_KEY@1:41",
       R"({"resourceType":"A","x":[{"y":1},{"y":2}],"z":{"y":4}})"},
      {R"({"resourceType":"A","x":{"y":1},"_x":{"y":2,"id":"1","id":"2"}})",
       "Unrecognised_property_@1:38 DUPLICATE_JSON_PROPERTY_KEY@1:54",
       R"({"resourceType":"A","x":{"y":[1,2],"id":"1"}})"},
      {R"({"resourceType":"A","_x":{"id":"1"},"x":{"id":"2","id":"3"}})",
       "Unrecognised_property_@1:41 DUPLICATE_JSON_PROPERTY_KEY@1:51", R"({"resourceType":"A","_x":{"id":["1","2"]}})"},
  };
  for (const Case& c : cases) {
    const Reading r(c.text);
    INFO(c.text);
    CHECK(r.summary() == c.issues);
    CHECK(r.written() == c.written);
  }
}

TEST_CASE("every pair of equal names is found whatever the number of names between them", "[json]") {
  for (std::size_t count : {2U, 3U, 17U, 63U, 64U, 65U, 66U, 130U}) {
    for (std::size_t again = 0; again < count; again += 1 + count / 9) {
      std::string text = R"({"resourceType":"A","o":{)";
      for (std::size_t i = 0; i < count; ++i) text += "\"n" + std::to_string(i) + "\":[" + std::to_string(i) + ",{}],";
      const std::string name = "n" + std::to_string(again);
      const std::string good = text + "\"_" + name + "\":[{\"id\":\"x\"}]}}";
      const Reading joined(good);
      INFO(good);
      // The empty objects are reported; that `_name` found `name` shows in the node it joined.
      CHECK(joined.issues.all().size() == count);
      CHECK(joined.root().child("o")->child(name)->child("id") != nullptr);
      const Reading twice(text + "\"" + name + "\":1}}");
      CHECK(twice.issues.all().size() == count + 1);
      CHECK(twice.issues.all().back().message->id == "DUPLICATE_JSON_PROPERTY_KEY");
      CHECK(Reading(text + "\"" + name + "\":1}}", Shape::plain).summary().find("JSON_DUPLICATE_KEY") == 0);
      CHECK(Reading(text + "\"m\":1}}", Shape::plain).ok);
    }
  }
}

TEST_CASE("an issue's path names the root although resourceType comes last", "[json]") {
  const Reading r(R"({"name":[{"given":null}],"resourceType":"Patient"})");
  REQUIRE(r.issues.all().size() == 1);
  CHECK(r.issues.all()[0].expression == "Patient.name[0]");
}

TEST_CASE("what is no JSON is refused with line and column", "[json]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "JSON_DOCUMENT_EMPTY@1:1"},
      {"  \n ", "JSON_DOCUMENT_EMPTY@2:2"},
      {"{\n \"a\": }", "JSON_VALUE_EXPECTED@2:7"},
      {"{\n \"a\": 1,\n}", "JSON_COMMA_EXTRA@3:1"},
      {"{\"a\": [1,]}", "JSON_COMMA_EXTRA@1:10"},
      {"{\"a\" 1}", "JSON_COLON_EXPECTED@1:6"},
      {"{\"a\": 1 \"b\": 2}", "JSON_COMMA_OR_BRACE_EXPECTED@1:9"},
      {"{\"a\": [1 2]}", "JSON_COMMA_OR_BRACKET_EXPECTED@1:10"},
      {"{a: 1}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{'a': 1}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"a\": NaN}", "JSON_NOT_A_NUMBER@1:7"},
      {"{\"a\": -Infinity}", "JSON_NOT_A_NUMBER@1:8"},
      {"{ // x\n\"a\": 1}", "JSON_COMMENTS_NOT_ALLOWED@1:3"},
      {"{\"a\": /* x */ 1}", "JSON_COMMENTS_NOT_ALLOWED@1:7"},
      {"{\"a\": 1} // x", "JSON_COMMENTS_NOT_ALLOWED@1:10"},
      {"{\"a\": 1} {}", "JSON_TRAILING_CONTENT@1:10"},
      {"{\"a\": 1", "JSON_COMMA_OR_BRACE_EXPECTED@1:8"},
      {"{\"a\": [1, 2", "JSON_COMMA_OR_BRACKET_EXPECTED@1:12"},
      {"{\"a\": \"b", "JSON_QUOTE_EXPECTED@1:9"},
      {"{\"a\" : [\"x\\\"\" , \"b", "JSON_QUOTE_EXPECTED@1:19"},
      {"{\"a\": \"b\tc\"}", "JSON_CONTROL_CHARACTER@1:9"},
      {"{\"a\": \"b\nc\"}", "JSON_CONTROL_CHARACTER@1:9"},
      {std::string("{\"a\": \"b\x1F\"}"), "JSON_CONTROL_CHARACTER@1:9"},
      {std::string("{\"a\": 1}\0{}", 11), "JSON_CONTROL_CHARACTER@1:9"},
      {"{\"a\": \"\\x\"}", "JSON_ESCAPE_UNKNOWN@1:8"},
      {"{\"a\": \"\\u12\"}", "JSON_ESCAPE_HEX@1:8"},
      {"{\"a\": \"\\ud800\"}", "JSON_ESCAPE_SURROGATE@1:8"},
      {"{\"a\": \"\\udc00\"}", "JSON_ESCAPE_SURROGATE@1:8"},
      {"{\"a\": 01}", "JSON_COMMA_OR_BRACE_EXPECTED@1:8"},
      {"{\"a\": 1.}", "JSON_FRACTION_EXPECTED@1:9"},
      {"{\"a\": 1e}", "JSON_EXPONENT_EXPECTED@1:9"},
      {"{\"a\": .5}", "JSON_VALUE_EXPECTED@1:7"},
      {"{\"a\":\n \"\xC3\x28\"}", "JSON_INVALID_UTF8@2:3"},
      {"\xFF\xFE{\0}\0", "JSON_INVALID_UTF8@1:1"},
      {"{\"a\": nul}", "JSON_VALUE_EXPECTED@1:7"},
  };
  for (const auto& [text, expected] : cases) {
    for (const Shape shape : {Shape::fhir, Shape::plain}) {
      const Reading r(text, shape);
      INFO(text);
      CHECK_FALSE(r.ok);
      CHECK(r.summary() == expected);
    }
  }
  CHECK(Reading(R"({"a":1,"b":2,"a":3})", Shape::plain).summary() == "JSON_DUPLICATE_KEY@1:14");
}

TEST_CASE("every refusal says what was expected", "[json]") {
  const Reading r("{\"a\": 1 \"b\": 2}");
  CHECK(text_of(r.issues.all()[0], true) == "A comma or the closing } of the object was expected, not '\"'.");
  CHECK(text_of(r.issues.all()[0], false) == "A comma or the closing } of the object was expected, not ….");
  const Reading end("{\"a\": 1");
  CHECK(text_of(end.issues.all()[0], false) ==
        "A comma or the closing } of the object was expected, not the end of the document.");
}

TEST_CASE("limits hold at the bound and one past it", "[json][limits]") {
  Limits limits;
  limits.depth = 5;
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  CHECK(Reading(nested(5), Shape::plain, limits).ok);
  CHECK(Reading(nested(6), Shape::plain, limits).summary() == "JSON_TOO_DEEP@1:6");
  CHECK(Reading(R"({"resourceType":"A","a":[{"b":[{"c":1}]}]})", Shape::fhir, limits).ok);
  CHECK_FALSE(Reading(R"({"resourceType":"A","a":[{"b":[{"c":{"d":1}}]}]})", Shape::fhir, limits).ok);

  limits = {};
  limits.nodes = 4;
  CHECK(Reading("[1,2,3]", Shape::plain, limits).ok);
  CHECK(Reading("[1,2,3,4]", Shape::plain, limits).summary().substr(0, 22) == "JSON_TOO_MANY_ELEMENTS");
  CHECK(Reading(R"({"resourceType":"A","a":[1,2,3]})", Shape::fhir, limits).ok);
  CHECK_FALSE(Reading(R"({"resourceType":"A","a":[1,2,3,4]})", Shape::fhir, limits).ok);

  limits = {};
  limits.message_bytes = 8;
  CHECK(Reading("{\"a\": 1}", Shape::plain, limits).ok);
  CHECK(Reading("{\"a\": 12}", Shape::plain, limits).summary() == "JSON_DOCUMENT_TOO_LARGE@1:1");
}

TEST_CASE("200,000 open brackets are refused and do not overflow the stack", "[json][limits]") {
  CHECK(Reading(std::string(200'000, '['), Shape::plain).summary() == "JSON_TOO_DEEP@1:201");
  std::string deep = R"({"resourceType":"A","a":)";
  for (int i = 0; i < 200'000; ++i) deep += "{\"a\":";
  CHECK(Reading(deep).summary().substr(0, 13) == "JSON_TOO_DEEP");
}

TEST_CASE("objects with very many keys are read in linear time and keep finding doubles", "[json][limits]") {
  std::string text = R"({"resourceType":"A")";
  for (int i = 0; i < 20'000; ++i) text += ",\"k" + std::to_string(i) + "\":1";
  for (int i = 0; i < 20'000; ++i) text += ",\"_k" + std::to_string(i) + "\":{\"id\":\"x\"}";
  const Reading good(text + "}");
  CHECK(good.summary().empty());
  CHECK(good.root().last_child()->child("id") != nullptr);
  CHECK(good.written().size() == text.size() + 1);
  const Reading bad(text + ",\"k777\":2}");
  CHECK(bad.issues.all().size() == 1);

  // The same in a `_field`, and for names that leave no node.
  std::string members;
  std::string misplaced;
  for (int i = 0; i < 100'000; ++i) {
    members += "\"k" + std::to_string(i) + "\":1,";
    misplaced += "\"_k" + std::to_string(i) + "\":1,";
  }
  const Reading below(R"({"resourceType":"A","_x":{)" + members + R"("k777":2}})");
  CHECK(below.issues.all().size() == 1);
  const Reading none(R"({"resourceType":"A",)" + misplaced + R"("_k777":2})");
  CHECK(none.issues.errors() == 100'001);
}

}  // namespace schakel::syntax::json
