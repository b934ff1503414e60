#include "syntax/json/emitter.h"
#include "unit/syntax/json/reading.h"

#include <catch2/catch.hpp>

namespace schakel::syntax::json {

TEST_CASE("pretty JSON has one member a line", "[json]") {
  const Reading r(R"({"resourceType":"A","x":[1,2],"_x":[null,{"id":"i"}],"y":{"z":"q"}})");
  CHECK(r.written(true) == R"({
  "resourceType": "A",
  "x": [
    1,
    2
  ],
  "_x": [
    null,
    {
      "id": "i"
    }
  ],
  "y": {
    "z": "q"
  }
})");
}

TEST_CASE("characters are escaped where JSON asks for it and nowhere else", "[json]") {
  std::string out;
  append_string(out, std::string_view("a\"b\\c/d\n\r\t\b\f\x01\x1f\0é€𝄞\x7f 0123456789abcdef\"", 43));
  CHECK(out == "\"a\\\"b\\\\c/d\\n\\r\\t\\b\\f\\u0001\\u001f\\u0000é€𝄞\x7f 0123456789abcdef\\\"\"");
}

TEST_CASE("nodes of one name are one member although they stand apart", "[json]") {
  Arena arena;
  Tree tree(arena);
  Node* root = tree.create(tree.name("Patient"));
  tree.set_resource(*root, tree.name("Patient"));
  const auto add = [&](const char* name, const char* value) {
    tree.set_value(*tree.append(*root, tree.name(name)), ValueKind::string, value);
  };
  add("a", "1");
  add("b", "2");
  add("a", "3");
  std::string out;
  write(*root, out);
  CHECK(out == R"({"resourceType":"Patient","a":["1","3"],"b":"2"})");
}

TEST_CASE("a repeating element with one item is an array", "[json]") {
  Arena arena;
  Tree tree(arena);
  Node* root = tree.create(tree.name("Patient"));
  Node* name = tree.append(*root, tree.name("name"));
  tree.set_repeats(*name, true);
  tree.set_value(*tree.append(*name, tree.name("text")), ValueKind::string, "x");
  std::string out;
  write(*root, out);
  CHECK(out == R"({"name":[{"text":"x"}]})");
}

TEST_CASE("the emitter balances commas and indentation", "[json]") {
  std::string out;
  Emitter json(out);
  json.object().member("id", "a\"b").member("n", 3).member("ok", true).member("f", 0.5).member_if("none", "");
  json.key("items").array().value("x").null().raw("1.20").object().end().end();
  CHECK_FALSE(json.complete());
  json.end();
  CHECK(json.complete());
  CHECK(out == R"({"id":"a\"b","n":3,"ok":true,"f":0.5,"items":["x",null,1.20,{}]})");

  std::string pretty;
  Emitter lines(pretty, true);
  lines.object().key("a").array().value(1).end().end();
  CHECK(pretty == "{\n  \"a\": [\n    1\n  ]\n}");
}

}  // namespace schakel::syntax::json
