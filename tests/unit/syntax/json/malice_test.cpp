// The classes of malformed and odd JSON that parsers are known to disagree on, each with our verdict: what RFC 8259
// leaves open (lone surrogates, depth, equal keys) we refuse, numbers of any size we take.

#include "unit/syntax/json/reading.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace schakel::syntax::json {

namespace {

struct Refused {
  std::string text;
  const char* where;  // id@line:column
};

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int v : values) text += static_cast<char>(v);
  return text;
}

const std::vector<Refused>& refused_arrays() {
  static const std::vector<Refused> cases{
      {"[1 true]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[\"\": 1]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[\"\"],", "JSON_TRAILING_CONTENT@1:5"},
      {"[,1]", "JSON_VALUE_EXPECTED@1:2"},
      {"[1,,2]", "JSON_VALUE_EXPECTED@1:4"},
      {"[\"x\",,]", "JSON_VALUE_EXPECTED@1:6"},
      {"[\"x\"]]", "JSON_TRAILING_CONTENT@1:6"},
      {"[\"\",]", "JSON_COMMA_EXTRA@1:5"},
      {"[\"x\"", "JSON_COMMA_OR_BRACKET_EXPECTED@1:5"},
      {"[x", "JSON_VALUE_EXPECTED@1:2"},
      {"[3[4]]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[1;2]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[,]", "JSON_VALUE_EXPECTED@1:2"},
      {"[-]", "JSON_VALUE_EXPECTED@1:3"},
      {"[   , \"\"]", "JSON_VALUE_EXPECTED@1:5"},
      {"[\"a\",\n4\n,1,", "JSON_VALUE_EXPECTED@3:4"},
      {"[1,]", "JSON_COMMA_EXTRA@1:4"},
      {"[1,,]", "JSON_VALUE_EXPECTED@1:4"},
      {"[\"\x0b\"\\f]", "JSON_CONTROL_CHARACTER@1:3"},
      {"[\x0b]", "JSON_CONTROL_CHARACTER@1:2"},
      {"[\x0c]", "JSON_CONTROL_CHARACTER@1:2"},
      {"[*]", "JSON_VALUE_EXPECTED@1:2"},
      {"[\"\"", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[1,", "JSON_VALUE_EXPECTED@1:4"},
      {"[1,\n1\n,1", "JSON_COMMA_OR_BRACKET_EXPECTED@3:3"},
      {"[{}", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[", "JSON_VALUE_EXPECTED@1:2"},
      {"]", "JSON_VALUE_EXPECTED@1:1"},
      {"[[]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[]]", "JSON_TRAILING_CONTENT@1:3"},
      {"[1}", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[1]x", "JSON_TRAILING_CONTENT@1:4"},
      {"[][]", "JSON_TRAILING_CONTENT@1:3"},
      {"[\"a", "JSON_QUOTE_EXPECTED@1:4"},
      {"['a']", "JSON_VALUE_EXPECTED@1:2"},
      {"[undefined]", "JSON_VALUE_EXPECTED@1:2"},
      {"[a]", "JSON_VALUE_EXPECTED@1:2"},
  };
  return cases;
}

const std::vector<Refused>& refused_numbers() {
  static const std::vector<Refused> cases{
      {"[++1234]", "JSON_VALUE_EXPECTED@1:2"},
      {"[+1]", "JSON_VALUE_EXPECTED@1:2"},
      {"[+Inf]", "JSON_VALUE_EXPECTED@1:2"},
      {"[-01]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[-1.0.]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:6"},
      {"[-2.]", "JSON_FRACTION_EXPECTED@1:5"},
      {"[-NaN]", "JSON_NOT_A_NUMBER@1:3"},
      {"[.-1]", "JSON_VALUE_EXPECTED@1:2"},
      {"[.2e-3]", "JSON_VALUE_EXPECTED@1:2"},
      {"[0.1.2]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:5"},
      {"[0.3e+]", "JSON_EXPONENT_EXPECTED@1:7"},
      {"[0.3e]", "JSON_EXPONENT_EXPECTED@1:6"},
      {"[0.e1]", "JSON_FRACTION_EXPECTED@1:4"},
      {"[0E+]", "JSON_EXPONENT_EXPECTED@1:5"},
      {"[0E]", "JSON_EXPONENT_EXPECTED@1:4"},
      {"[0e+-1]", "JSON_EXPONENT_EXPECTED@1:5"},
      {"[1.0e-]", "JSON_EXPONENT_EXPECTED@1:7"},
      {"[1 000.0]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[1eE2]", "JSON_EXPONENT_EXPECTED@1:4"},
      {"[2.e+3]", "JSON_FRACTION_EXPECTED@1:4"},
      {"[9.e+]", "JSON_FRACTION_EXPECTED@1:4"},
      {"[Inf]", "JSON_NOT_A_NUMBER@1:2"},
      {"[Infinity]", "JSON_NOT_A_NUMBER@1:2"},
      {"[-Infinity]", "JSON_NOT_A_NUMBER@1:3"},
      {"[\xEF\xBC\x91]", "JSON_VALUE_EXPECTED@1:2"},
      {"[1+2]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[0x1]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[0x42]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[-foo]", "JSON_VALUE_EXPECTED@1:3"},
      {"[- 1]", "JSON_VALUE_EXPECTED@1:3"},
      {"[-012]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[-.123]", "JSON_VALUE_EXPECTED@1:3"},
      {"[-1x]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:4"},
      {"[1ea]", "JSON_EXPONENT_EXPECTED@1:4"},
      {"[1.]", "JSON_FRACTION_EXPECTED@1:4"},
      {"[1.2a-3]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:5"},
      {"[1.8011670033376514H-308]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:20"},
      {"[012]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[1_000]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:3"},
      {"[1,000.0.0]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:5"},
      {"123" + bytes({0}) + "4", "JSON_CONTROL_CHARACTER@1:4"},
      {"-", "JSON_VALUE_EXPECTED@1:2"},
      {"00", "JSON_TRAILING_CONTENT@1:2"},
      {"1.", "JSON_FRACTION_EXPECTED@1:3"},
      {"2@", "JSON_TRAILING_CONTENT@1:2"},
      {"1e1\xE5", "JSON_INVALID_UTF8@1:4"},
      {"[123" + bytes({0xE5}) + "]", "JSON_INVALID_UTF8@1:5"},
      {"[1e1" + bytes({0xE5}) + "]", "JSON_INVALID_UTF8@1:5"},
      {"[0" + bytes({0xE5}) + "]", "JSON_INVALID_UTF8@1:3"},
  };
  return cases;
}

const std::vector<Refused>& refused_objects() {
  static const std::vector<Refused> cases{
      {"[\"x\", truth]", "JSON_VALUE_EXPECTED@1:7"},
      {"{[: \"x\"}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"x\", null}", "JSON_COLON_EXPECTED@1:5"},
      {"{\"x\"::\"b\"}", "JSON_VALUE_EXPECTED@1:6"},
      {"{\xF0\x9F\x87\xA8\xF0\x9F\x87\xAD}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"a\":\"a\" 123}", "JSON_COMMA_OR_BRACE_EXPECTED@1:10"},
      {"{key: 'value'}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"" + bytes({0xB9}) + "\":\"0\",}", "JSON_INVALID_UTF8@1:3"},
      {"{\"a\" b}", "JSON_COLON_EXPECTED@1:6"},
      {"{:\"b\"}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"a\" \"b\"}", "JSON_COLON_EXPECTED@1:6"},
      {"{\"a\":", "JSON_VALUE_EXPECTED@1:6"},
      {"{\"a\"", "JSON_COLON_EXPECTED@1:5"},
      {"{1:1}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{9999E9999:1}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{null:null,null:null}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"id\":0,,,,,}", "JSON_PROPERTY_NAME_EXPECTED@1:9"},
      {"{'a':0}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"id\":0,}", "JSON_COMMA_EXTRA@1:9"},
      {"{\"a\":\"b\"}/**/", "JSON_COMMENTS_NOT_ALLOWED@1:10"},
      {"{\"a\":\"b\"}/**//", "JSON_COMMENTS_NOT_ALLOWED@1:10"},
      {"{\"a\":\"b\"}//", "JSON_COMMENTS_NOT_ALLOWED@1:10"},
      {"{\"a\":\"b\"}/", "JSON_TRAILING_CONTENT@1:10"},
      {"{\"a\":\"b\"}#", "JSON_TRAILING_CONTENT@1:10"},
      {"{\"a\":/*comment*/\"b\"}", "JSON_COMMENTS_NOT_ALLOWED@1:6"},
      {"{\"a\":\"b\",,\"c\":\"d\"}", "JSON_PROPERTY_NAME_EXPECTED@1:10"},
      {"{a: \"b\"}", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"a\":\"a", "JSON_QUOTE_EXPECTED@1:8"},
      {"{ \"foo\" : \"bar\", \"a\" }", "JSON_COLON_EXPECTED@1:22"},
      {"{\"a\":\"b\"}}", "JSON_TRAILING_CONTENT@1:10"},
      {"{\"a\": true} \"x\"", "JSON_TRAILING_CONTENT@1:13"},
      {"{\"a\":1]", "JSON_COMMA_OR_BRACE_EXPECTED@1:7"},
      {"{", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{]", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{,", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{[", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"{\"a", "JSON_QUOTE_EXPECTED@1:4"},
      {"{'a'", "JSON_PROPERTY_NAME_EXPECTED@1:2"},
      {"}", "JSON_VALUE_EXPECTED@1:1"},
      {"{}}", "JSON_TRAILING_CONTENT@1:3"},
      {"{\"a\":1,\"a\":1}", "JSON_DUPLICATE_KEY@1:8"},
      {"{\"a\":1,\"\\u0061\":2}", "JSON_DUPLICATE_KEY@1:8"},
      {"{\"\":1,\"\":2}", "JSON_DUPLICATE_KEY@1:7"},
      {"{\"a\":{\"b\":1,\"c\":{},\"b\":2}}", "JSON_DUPLICATE_KEY@1:20"},
      {"{\"a\":1,\"b\":{\"a\":2},\"a\":3}", "JSON_DUPLICATE_KEY@1:20"},
  };
  return cases;
}

const std::vector<Refused>& refused_strings() {
  static const std::vector<Refused> cases{
      {"[\"\\uD800\\\"]", "JSON_QUOTE_EXPECTED@1:12"},
      {"[\"\\uD800\\u\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD800\\u1\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD800\\u1x\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD834\\uDd\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD800\\uD800\\x\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD800\\uD800\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uDFAA\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uDd1e\\uD834\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\uD888\\u1234\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\"\\ud800abc\"]", "JSON_ESCAPE_SURROGATE@1:3"},
      {"[\xC3\xA9]", "JSON_VALUE_EXPECTED@1:2"},
      {"[\"\\" + bytes({0}) + "\"]", "JSON_CONTROL_CHARACTER@1:4"},
      {"[\"\\x00\"]", "JSON_ESCAPE_UNKNOWN@1:3"},
      {"[\"\\\\\\\"]", "JSON_QUOTE_EXPECTED@1:8"},
      {"[\"\\\t\"]", "JSON_CONTROL_CHARACTER@1:4"},
      {"[\"\\\xF0\x9F\x8C\x80\"]", "JSON_ESCAPE_UNKNOWN@1:3"},
      {"[\"\\\"]", "JSON_QUOTE_EXPECTED@1:6"},
      {"[\"\\u00A\"]", "JSON_ESCAPE_HEX@1:3"},
      {"[\"\\u" + bytes({0xE5}) + "\"]", "JSON_INVALID_UTF8@1:5"},
      {"[\"\\a\"]", "JSON_ESCAPE_UNKNOWN@1:3"},
      {"[\"\\uqqqq\"]", "JSON_ESCAPE_HEX@1:3"},
      {"[\"\\u 041\"]", "JSON_ESCAPE_HEX@1:3"},
      {"[\"\\u-041\"]", "JSON_ESCAPE_HEX@1:3"},
      {"[\"\\" + bytes({0xE5}) + "\"]", "JSON_INVALID_UTF8@1:4"},
      {"[\\u0020\"asd\"]", "JSON_VALUE_EXPECTED@1:2"},
      {"[\\n]", "JSON_VALUE_EXPECTED@1:2"},
      {"\"", "JSON_QUOTE_EXPECTED@1:2"},
      {"['single quote']", "JSON_VALUE_EXPECTED@1:2"},
      {"abc", "JSON_VALUE_EXPECTED@1:1"},
      {"[\"\\", "JSON_QUOTE_EXPECTED@1:4"},
      {"[\"a" + bytes({0}) + "a\"]", "JSON_CONTROL_CHARACTER@1:4"},
      {"[\"new\nline\"]", "JSON_CONTROL_CHARACTER@1:6"},
      {"[\"\t\"]", "JSON_CONTROL_CHARACTER@1:3"},
      {"\"\\UA66D\"", "JSON_ESCAPE_UNKNOWN@1:2"},
      {"\"\"x", "JSON_TRAILING_CONTENT@1:3"},
      {"\"a\x1f\"", "JSON_CONTROL_CHARACTER@1:3"},
      // UTF-8: continuation alone, cut short, overlong, surrogates, above U+10FFFF, never valid.
      {"[\"" + bytes({0x81}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xE0, 0xFF}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xC3}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xE2, 0x82}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xF0, 0x9F, 0x98}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xC0, 0xAF}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xE0, 0x80, 0xAF}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xED, 0xA0, 0x80}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xF4, 0x90, 0x80, 0x80}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xF8, 0x88, 0x80, 0x80, 0x80}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"" + bytes({0xFF}) + "\"]", "JSON_INVALID_UTF8@1:3"},
      {"[\"\xE6\x97\xA5\xD1\x88" + bytes({0xFA}) + "\"]", "JSON_INVALID_UTF8@1:5"},
  };
  return cases;
}

const std::vector<Refused>& refused_documents() {
  static const std::vector<Refused> cases{
      {"", "JSON_DOCUMENT_EMPTY@1:1"},
      {" ", "JSON_DOCUMENT_EMPTY@1:2"},
      {"\xEF\xBB\xBF", "JSON_DOCUMENT_EMPTY@1:2"},
      {bytes({0xEF, 0xBB}) + "{}", "JSON_INVALID_UTF8@1:1"},
      {"{}\xEF\xBB\xBF", "JSON_TRAILING_CONTENT@1:3"},
      {bytes({0xFF, 0xFE, '[', 0, ']', 0}), "JSON_INVALID_UTF8@1:1"},
      {bytes({0xFE, 0xFF, 0, '[', 0, ']'}), "JSON_INVALID_UTF8@1:1"},
      {bytes({0, '[', 0, ']'}), "JSON_CONTROL_CHARACTER@1:1"},
      {bytes({'[', 0, ']', 0}), "JSON_CONTROL_CHARACTER@1:2"},
      {"<.>", "JSON_VALUE_EXPECTED@1:1"},
      {"[<null>]", "JSON_VALUE_EXPECTED@1:2"},
      {"\xE2\x81\xA0", "JSON_VALUE_EXPECTED@1:1"},
      {"[\xE2\x81\xA0]", "JSON_VALUE_EXPECTED@1:2"},
      {"\xC2\xA0[]", "JSON_VALUE_EXPECTED@1:1"},
      {"[True]", "JSON_VALUE_EXPECTED@1:2"},
      {"[TRUE]", "JSON_VALUE_EXPECTED@1:2"},
      {"[nUll]", "JSON_VALUE_EXPECTED@1:2"},
      {"[tru]", "JSON_VALUE_EXPECTED@1:2"},
      {"[truee]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:6"},
      {"[true1]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:6"},
      {"[true\"x\"]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:6"},
      {"[null{}]", "JSON_COMMA_OR_BRACKET_EXPECTED@1:6"},
      {"nul", "JSON_VALUE_EXPECTED@1:1"},
      {"fals", "JSON_VALUE_EXPECTED@1:1"},
      {"t", "JSON_VALUE_EXPECTED@1:1"},
      {"*", "JSON_VALUE_EXPECTED@1:1"},
      {"#{}", "JSON_VALUE_EXPECTED@1:1"},
      {"{}#", "JSON_TRAILING_CONTENT@1:3"},
      {"//\n[]", "JSON_COMMENTS_NOT_ALLOWED@1:1"},
      {"[]//", "JSON_COMMENTS_NOT_ALLOWED@1:3"},
      {bytes({'[', ']', 0}), "JSON_CONTROL_CHARACTER@1:3"},
      {"[1]\x0c", "JSON_CONTROL_CHARACTER@1:4"},
      {"\x0c[]", "JSON_CONTROL_CHARACTER@1:1"},
      {"[{\"\":" + std::string(1, '\0') + "}]", "JSON_CONTROL_CHARACTER@1:6"},
      {"[1] 2", "JSON_TRAILING_CONTENT@1:5"},
      {"1 2", "JSON_TRAILING_CONTENT@1:3"},
      {"\"a\" \"b\"", "JSON_TRAILING_CONTENT@1:5"},
      {"null,", "JSON_TRAILING_CONTENT@1:5"},
      {repeated("[", 100'000), "JSON_TOO_DEEP@1:201"},
      {repeated("[{\"\":", 50'000), "JSON_TOO_DEEP@1:501"},
      {repeated("[", 500) + repeated("]", 500), "JSON_TOO_DEEP@1:201"},
      {repeated("{\"a\":", 300) + "1" + repeated("}", 300), "JSON_TOO_DEEP@1:1001"},
  };
  return cases;
}

const std::vector<std::string>& accepted() {
  static const std::vector<std::string> cases{
      "[]",
      "[ ]",
      "[\"\"]",
      "[\"a\"]",
      "[false]",
      "[null, 1, \"1\", {}]",
      "[1\n]",
      " [1]",
      "[1,null,null,2]",
      "[2] ",
      "[]\n",
      "\r\n\t []",
      "[[]   ]",
      "[123e65]",
      "[0e+1]",
      "[0e1]",
      "[ 4]",
      "[-0]",
      "[-0.0]",
      "[20e1]",
      "[-123]",
      "[1E22]",
      "[1E-2]",
      "[1E+2]",
      "[123e45]",
      "[123.456e78]",
      "[1e-2]",
      "[1e+2]",
      "[123.456789]",
      "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
      "[1e999999]",
      "[-123123e100000]",
      "[0.4e00669999999999999999999999999999999999999999999969999999006]",
      "[100000000000000000000000000000000000000000]",
      "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
      "{}",
      "{\"\":0}",
      "{\"foo\\u0000bar\": 42}",
      "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
      "{\"a\":[]}",
      "{\n\"a\": \"b\"\n}",
      "[\"\\u0060\\u012a\\u12AB\"]",
      "[\"\\uD801\\udc37\"]",
      "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
      "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
      "[\"\\\\u0000\"]",
      "[\"\\\"\"]",
      "[\"a/*b*/c/*d//e\"]",
      "[\"\\\\a\"]",
      "[\"\\u0012\"]",
      "[\"\\uFFFF\"]",
      "[\"\\uDBFF\\uDFFF\"]",
      "[\"new\\u00A0line\"]",
      "[\"\xF4\x8F\xBF\xBF\"]",
      "[\"\xEF\xBF\xBF\"]",
      "[\"\\u0000\"]",
      "[\"\\u002c\"]",
      "[\"\xCF\x80\"]",
      "[\"\xF0\x9B\xBF\xBF\"]",
      "[\" \"]",
      "[\"\\uD834\\uDd1e\"]",
      "[\"\\u0821\"]",
      "[\"\xE2\x80\xA8\"]",
      "[\"\xE2\x80\xA9\"]",
      "[\"\\u0061\\u30AF\"]",
      "[\"\x7F\"]",
      "[\"\\uA66D\"]",
      "[\"\\u2064\"]",
      "[\"\\uD83F\\uDFFE\"]",
      "[\"\xE2\x82\xAC\xF0\x9D\x84\x9E\"]",
      "\"\"",
      "\"a\"",
      "false",
      "true",
      "null",
      "42",
      "-0.1",
      "[true]",
      "\xEF\xBB\xBF{}",
      "[\"{\",\"}\",\"[\",\"]\",\",\",\":\"]",
      "[\"\\\\\",\"\\\\\\\\\",\"\\\\\\\"\",\"\\\"\\\\\"]",
      "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":[{\"a\":2},{\"a\":3}]}}"};
  return cases;
}

// Bytes are judged 64 at a time, so every case stands at each side of such a border too.
void check_refused(const std::vector<Refused>& cases) {
  for (const Refused& c : cases) {
    const Reading plain(c.text, Shape::plain);
    INFO(c.text.substr(0, 80));
    CHECK_FALSE(plain.ok);
    CHECK(plain.summary() == c.where);
    if (c.text.size() > 100 || c.text.substr(0, 3) == "\xEF\xBB\xBF") continue;
    for (const std::size_t lines : {1U, 40U, 57U, 58U, 59U, 60U, 61U, 62U, 63U, 64U, 65U}) {
      const Reading shifted(std::string(lines, '\n') + c.text, Shape::plain);
      REQUIRE(shifted.issues.all().size() == 1);
      REQUIRE(plain.issues.all().size() == 1);
      CHECK(shifted.issues.all()[0].message == plain.issues.all()[0].message);
      CHECK(shifted.issues.all()[0].span.begin == plain.issues.all()[0].span.begin + lines);
    }
  }
}

}  // namespace

TEST_CASE("malformed arrays are refused at the place of the fault", "[json][malice]") {
  check_refused(refused_arrays());
}

TEST_CASE("malformed numbers are refused at the place of the fault", "[json][malice]") {
  check_refused(refused_numbers());
}

TEST_CASE("malformed objects and equal keys are refused at the place of the fault", "[json][malice]") {
  check_refused(refused_objects());
}

TEST_CASE("malformed strings, escapes and UTF-8 are refused at the place of the fault", "[json][malice]") {
  check_refused(refused_strings());
}

TEST_CASE("malformed documents are refused at the place of the fault", "[json][malice]") {
  check_refused(refused_documents());
}

TEST_CASE("odd but right JSON is taken and written back with the same meaning", "[json][malice]") {
  for (const std::string& text : accepted()) {
    const Reading once(text, Shape::plain);
    INFO(text);
    CHECK(once.summary().empty());
    REQUIRE(once.ok);
    const std::string written = once.written(false, Shape::plain);
    const Reading twice(written, Shape::plain);
    REQUIRE(twice.ok);
    CHECK(twice.written(false, Shape::plain) == written);
    // A fault behind the document makes the reader index it byte by byte: it must see the same document up to there.
    const Reading spoilt(text + "\n\xFF", Shape::plain);
    REQUIRE(spoilt.issues.all().size() == 1);
    CHECK(spoilt.issues.all()[0].message->id == "JSON_INVALID_UTF8");
    CHECK(spoilt.issues.all()[0].span.begin == text.size() + 1);
    for (std::size_t spaces = 1; spaces < 130; ++spaces) {
      if (text.substr(0, 3) == "\xEF\xBB\xBF") break;
      const Reading shifted(std::string(spaces, ' ') + text, Shape::plain);
      REQUIRE(shifted.ok);
      REQUIRE(shifted.written(false, Shape::plain) == written);
    }
  }
}

}  // namespace schakel::syntax::json
