#include "mapping/language/parser.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::mapping;

namespace {

MapNode parsed(std::string_view text) {
  MapNode map;
  Issues issues;
  const bool ok = parse(text, "test.map", map, issues);
  INFO((issues.empty() ? std::string() : issues.all()[0].definition + " " + text_of(issues.all()[0], true)));
  REQUIRE(ok);
  return map;
}

std::string rules(std::string_view text) {
  return "map \"http://example.org/m\" = 'm'\n"
         "uses 'http://hl7.org/fhir/StructureDefinition/Patient' alias Patient as source\n"
         "group main(source src : Patient, target tgt) {\n" +
         std::string(text) + "\n}";
}

RuleNode rule(std::string_view text) {
  const std::string whole = rules(text);
  const MapNode map = parsed(whole);
  REQUIRE(map.groups[0].rules.size() == 1);
  return map.groups[0].rules[0];
}

// `line:column: text` of the first issue.
std::string error(std::string_view text) {
  MapNode map;
  Issues issues;
  CHECK_FALSE(parse(text, "t", map, issues));
  REQUIRE(issues.all().size() == 1);
  return issues.all()[0].definition + " " + text_of(issues.all()[0], true);
}

std::string rule_error(std::string_view text) { return error(rules(text)); }

}  // namespace

TEST_CASE("a map is headed by R4's map or by R5's metadata lines", "[mapping][parser]") {
  const MapNode r4 = parsed("map \"http://example.org/a\" = \"a\" group g(source s, target t) { }");
  CHECK(r4.url == "http://example.org/a");
  CHECK(r4.name == "a");
  const MapNode r5 = parsed(
      "/// url = 'http://example.org/b'\n/// title = 'A title'\n/// experimental = true\n/// other.name = 'x'\n"
      "/// description = \"\"\"two\nlines\"\"\"\n\ngroup g(source s, target t) { };");
  CHECK(r5.url == "http://example.org/b");
  CHECK(r5.title == "A title");
  CHECK(r5.experimental == true);
  CHECK(r5.description == "two\nlines");
}

TEST_CASE("the parts before the groups are read with and without semicolons", "[mapping][parser]") {
  const MapNode map = parsed(
      "map 'u' = 'n'\n"
      "conceptmap \"cm\" { prefix s = 'http://a' prefix t = \"http://b\" unmapped for s = provided s:x1 == t:\"y z\" "
      "}\n");
  CHECK(map.concept_maps.size() == 1);
  const MapNode all = parsed(
      "map 'u' = 'n'\n"
      "uses \"a\" alias A as source\nuses 'b' as produced;\n"
      "imports 'c*'\nimports \"d\";\n");
  CHECK(all.uses.size() == 2);
}

TEST_CASE("a source has its clauses in the order of the grammar", "[mapping][parser]") {
  const RuleNode r = rule(
      "src.name : HumanName 0..* default ('x' & 'y') only_one as n where use = 'official' check family.exists() log "
      "'a' -> tgt;");
  const SourceClause& s = r.sources[0];
  CHECK(s.context == "src");
  CHECK(s.element == "name");
  CHECK(s.type == "HumanName");
  CHECK(s.min == 0);
  CHECK(s.max == "*");
  CHECK(s.fallback.text == "'x' & 'y'");
  CHECK(s.list_mode == SourceListMode::only_one);
  CHECK(s.variable == "n");
  CHECK(s.where.text == "use = 'official'");
  CHECK(s.check.text == "family.exists()");
  CHECK(s.log.text == "'a'");
  CHECK(r.name == "nameHumanName");
}

TEST_CASE("an expression ends at the first token that cannot continue it", "[mapping][parser]") {
  CHECK(rule("src as s where conformsTo('x')-> tgt 'n';").sources[0].where.text == "conformsTo('x')");
  CHECK(rule("src as s where a - 1 > -2 -> tgt 'n';").sources[0].where.text == "a - 1 > -2");
  CHECK(rule("src.a as s where (a.b = \"it's\") then g(s) 'n';").sources[0].where.text == "a.b = 'it\\'s'");
  CHECK(rule("src.a as s where %s.`PID.3`[0].exists() log (s.x) -> tgt.b = s;").sources[0].where.text ==
        "%s.`PID.3`[0].exists()");
  CHECK(rule("src.a as s where x in ('a' | 'b') -> tgt.b = (%s + 5 days) 'n';").targets[0].expression.text ==
        "%s + 5 days");
}

TEST_CASE("targets create, assign, call transforms and share", "[mapping][parser]") {
  const RuleNode r = rule(
      "src.a as a -> tgt.b = create('X') as b share one, b.c = a, b.d = 'text', b.e = 5, b.f = (a.g), "
      "b.h = translate(a, '#m', 'code'), evaluate(a, b.c & ')') as z, tgt.`PID.3` as p, b.i = %a, b.j = evaluate(a, "
      "$this) 'n';");
  REQUIRE(r.targets.size() == 10);
  CHECK(r.targets[0].transform == Transform::create);
  CHECK(r.targets[0].share == "one");
  CHECK(r.targets[1].parameters[0].kind == ParameterKind::id);
  CHECK(r.targets[2].parameters[0].kind == ParameterKind::string);
  CHECK(r.targets[3].parameters[0].kind == ParameterKind::integer);
  CHECK(r.targets[4].expression.text == "a.g");
  CHECK(r.targets[5].parameters.size() == 3);
  CHECK(r.targets[6].context.empty());
  CHECK(r.targets[6].expression.text == "b.c & ')'");
  CHECK(r.targets[7].element == "PID.3");
  CHECK(r.targets[8].parameters[0].text == "a");
}

TEST_CASE("the short form and the identity list create by type", "[mapping][parser]") {
  const RuleNode r = rule("src.a -> tgt.b;");
  CHECK(r.targets[0].transform == Transform::create);
  CHECK(r.sources[0].variable == r.targets[0].variable);
  const MapNode map = parsed(rules("src -> tgt : a, b 'n';"));
  REQUIRE(map.groups[0].rules.size() == 2);
  CHECK(map.groups[0].rules[1].name == "nb");
  CHECK(map.groups[0].rules[1].sources[0].element == "b");
}

TEST_CASE("a rule goes on with rules or with groups", "[mapping][parser]") {
  CHECK(rule("src.a as a then { a.b as b -> tgt.c = b; } 'n';").rules.size() == 1);
  const RuleNode r = rule("src.a as a then g(a, 'x', 5, %y), h(a);");
  REQUIRE(r.calls.size() == 2);
  CHECK(r.calls[0].parameters.size() == 4);
}

TEST_CASE("every error says where it is and what was expected", "[mapping][parser]") {
  CHECK(rule_error("src.a -> tgt.b") == "t:5:1 Expected `;`, found `}`");
  CHECK(rule_error("src -> tgt;") == "t:4:11 A rule without exactly one source element needs a name");
  CHECK(rule_error("src.a -> tgt.b = 'x ;") == "t:4:18 Expected the end of the string");
  CHECK(rule_error("src.a -> tgt.b = '\\d';").substr(0, 15) == "t:4:18 Expected");
  CHECK(rule_error("src.a -> tgt.b = frob(a);") == "t:4:18 `frob` is no transform of the mapping language");
  CHECK(rule_error("src.a where -> tgt.b;") == "t:4:13 Expected an expression, found `->`");
  CHECK(rule_error("src.a.b -> tgt.b;") == "t:4:6 Expected `;`, found `.`");
  CHECK(rule_error("src.a -> tgt.b share;") == "t:4:21 Expected the id of what is shared, found `;`");
  CHECK(rule_error("/// x") == "t:4:1 Expected the name of a source variable, found `///`");
  CHECK(error("") == "t:1:1 Expected a map, found the end of the text");
  CHECK(error("map 'u' = 'n' conceptmap m { a:b == c:d }") ==
        "t:1:26 Expected the id of the concept map, in quotes, found `m`");
}

TEST_CASE("hostile nesting ends with an error", "[mapping][parser]") {
  CHECK_FALSE(error("map 'u' = 'n' group g(source a, target b) { a.b where " + std::string(100'000, '(')).empty());
  std::string deep = "map 'u' = 'n' group g(source a, target b) { ";
  for (int i = 0; i < 10'000; ++i) deep += "a.b then { ";
  CHECK_FALSE(error(deep).empty());
}
