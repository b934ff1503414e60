#include "syntax/json/emitter.h"
#include "unit/syntax/json/reading.h"

#include <catch2/catch.hpp>

#include <vector>

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

TEST_CASE("what must be escaped is escaped at every place of a text of any length", "[json]") {
  for (std::size_t size = 0; size < 50; ++size) {
    const std::string clean = std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").substr(0, size);
    const auto written = [](const std::string& text) {
      Arena arena;
      Tree tree(arena);
      Node* root = tree.create(tree.name("A"));
      Node* child = tree.append(*root, tree.name("x"));
      tree.set_value(*child, ValueKind::string, text);
      std::string out;
      write(*root, out);
      return out;
    };
    CHECK(written(clean) == "{\"x\":\"" + clean + "\"}");
    for (std::size_t at = 0; at < size; ++at) {
      std::string text = clean;
      text[at] = '\n';
      text[size - 1 - at] = '"';
      std::string expected;
      for (const char c : text)
        expected += c == '\n' ? std::string("\\n") : c == '"' ? std::string("\\\"") : std::string(1, c);
      REQUIRE(written(text) == "{\"x\":\"" + expected + "\"}");
    }
  }
}

TEST_CASE("repeats that do not stand together become one member at the place of the first", "[json]") {
  const auto written = [](const std::vector<std::string>& names) {
    Arena arena;
    Tree tree(arena);
    Node* root = tree.create(tree.name("A"));
    for (std::size_t i = 0; i < names.size(); ++i) {
      Node* child = tree.append(*root, tree.name(names[i]));
      tree.set_value(*child, ValueKind::number, tree.keep(std::to_string(i)));
    }
    std::string out;
    write(*root, out);
    return out;
  };
  CHECK(written({"a", "b", "a", "c"}) == R"({"a":[0,2],"b":1,"c":3})");
  CHECK(written({"a", "a", "b", "b", "a"}) == R"({"a":[0,1,4],"b":[2,3]})");
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back("n" + std::to_string(i));
  many.push_back("n7");
  const std::string out = written(many);
  CHECK(out.find(R"("n6":6,"n7":[7,100],"n8":8)") != std::string::npos);
  CHECK(out.find(R"("n99":99})") != std::string::npos);
  // In time that grows as the names do.
  many.clear();
  for (int twice = 0; twice < 2; ++twice) {
    for (int i = 0; i < 100'000; ++i) many.push_back("n" + std::to_string(i));
  }
  CHECK(written(many).find(R"("n77777":[77777,177777])") != std::string::npos);
}

TEST_CASE("a document inside a string is escaped like any text", "[json]") {
  std::string text;
  std::string expected = "before\"";
  for (int i = 0; i < 300; ++i) {
    text += "{\"a\\\n\x01 plain text that is longer than a block\"";
    expected += "{\\\"a\\\\\\n\\u0001 plain text that is longer than a block\\\"";
  }
  std::string out = "before";
  append_string(out, text);
  CHECK(out == expected + "\"");
}

}  // namespace schakel::syntax::json
