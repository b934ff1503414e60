// The rules of ValueSet.compose, ConceptMap and supplements on made-up content.

#include "support/definitions.h"
#include "terminology/terminology.h"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace schakel::terminology {

namespace {

constexpr const char* kSystem =
    R"({"resourceType":"CodeSystem","url":"urn:x:cs","version":"1","status":"active","content":"complete","caseSensitive":true,
  "property":[{"code":"size","type":"integer"},{"code":"in","uri":"http://hl7.org/fhir/concept-properties#parent","type":"code"}],
  "concept":[
   {"code":"animal","display":"Animal","concept":[
     {"code":"dog","display":"Dog","designation":[{"language":"nl","value":"Hond"}],"property":[{"code":"size","valueInteger":2}],
      "concept":[{"code":"terrier","display":"Terrier","property":[{"code":"size","valueInteger":1}]}]},
     {"code":"cat","display":"Cat","property":[{"code":"size","valueInteger":1},{"code":"inactive","valueBoolean":true}]}]},
   {"code":"pet","display":"Pet"},
   {"code":"goldfish","display":"Goldfish","property":[{"code":"in","valueCode":"animal"},{"code":"in","valueCode":"pet"}]}]})";

std::string value_set(const std::string& name, const std::string& compose) {
  return R"({"resourceType":"ValueSet","url":"urn:x:)" + name + R"(","status":"active","compose":)" + compose + "}";
}

std::string filtered(const std::string& name, const std::string& property, const std::string& op,
                     const std::string& value) {
  return value_set(name, R"({"include":[{"system":"urn:x:cs","filter":[{"property":")" + property + R"(","op":")" + op +
                             R"(","value":")" + value + R"("}]}]})");
}

// The codes of a set, in order, with blanks between.
std::string codes(const Terminology& terminology, const std::string& name) {
  const auto expansion = terminology.expand("urn:x:" + name);
  if (!expansion) return "none";
  std::string out;
  for (const Concept& c : expansion->concepts) out.append(out.empty() ? "" : " ").append(c.code);
  for (const std::string_view m : expansion->missing) out.append(" !").append(m);
  return out;
}

}  // namespace

TEST_CASE("filters select by hierarchy, property and pattern", "[terminology][filter]") {
  const Terminology t(test::with_resources(
      {kSystem, filtered("isa", "concept", "is-a", "animal"), filtered("below", "concept", "descendent-of", "animal"),
       filtered("nota", "concept", "is-not-a", "animal"), filtered("up", "concept", "generalizes", "terrier"),
       filtered("size1", "size", "=", "1"), filtered("code", "code", "in", "dog, pet"),
       filtered("notin", "code", "not-in", "dog,pet"), filtered("match", "code", "regex", "[a-d].*"),
       filtered("sized", "size", "exists", "true"), filtered("parent", "parent", "=", "animal"),
       filtered("odd", "concept", "nearly", "dog"), filtered("bad", "code", "regex", "("),
       filtered("gone", "concept", "is-a", "wolf")}));
  CHECK(codes(t, "isa") == "animal dog terrier cat goldfish");
  CHECK(codes(t, "below") == "dog terrier cat goldfish");
  CHECK(codes(t, "nota") == "pet");
  CHECK(codes(t, "up") == "animal dog terrier");
  CHECK(codes(t, "size1") == "terrier cat");
  CHECK(codes(t, "code") == "dog pet");
  CHECK(codes(t, "notin") == "animal terrier cat goldfish");
  CHECK(codes(t, "match") == "animal dog cat");
  CHECK(codes(t, "sized") == "dog terrier cat");
  CHECK(codes(t, "parent") == "dog cat goldfish");
  CHECK(codes(t, "odd") == " !urn:x:cs concept nearly dog");
  CHECK(codes(t, "bad") == " !urn:x:cs code regex (");
  CHECK(t.member_of("urn:x:gone", "urn:x:cs", "dog").answer == Answer::unknown);
  CHECK(t.member_of("urn:x:gone", "urn:x:other", "dog").answer == Answer::no);
}

TEST_CASE("includes add up, criteria of one include hold together, excludes take away", "[terminology]") {
  const Terminology t(test::with_resources(
      {kSystem,
       value_set(
           "two",
           R"({"include":[{"system":"urn:x:cs","concept":[{"code":"dog","display":"Hound"},{"code":"wolf"}]},{"system":"urn:x:absent","concept":[{"code":"z"}]}]})"),
       value_set("import", R"({"include":[{"valueSet":["urn:x:two"]}]})"),
       value_set(
           "both",
           R"({"include":[{"system":"urn:x:cs","filter":[{"property":"concept","op":"is-a","value":"animal"}],"valueSet":["urn:x:two"]}]})"),
       value_set(
           "minus",
           R"({"include":[{"system":"urn:x:cs"}],"exclude":[{"system":"urn:x:cs","concept":[{"code":"dog"},{"code":"cat"}]}]})"),
       value_set("active", R"({"inactive":false,"include":[{"system":"urn:x:cs"}]})"),
       value_set(
           "unknown",
           R"({"include":[{"system":"urn:x:cs","concept":[{"code":"dog"}]},{"system":"urn:x:absent"}],"exclude":[{"valueSet":["urn:x:nowhere"]}]})")}));
  CHECK(codes(t, "two") == "dog z");
  CHECK(t.expand("urn:x:two")->concepts[0].display == "Hound");
  CHECK(codes(t, "import") == "dog z");
  CHECK(t.member_of("urn:x:import", "urn:x:absent", "z"));
  CHECK(codes(t, "both") == "dog");
  CHECK(codes(t, "minus") == "animal terrier pet goldfish");
  CHECK(t.member_of("urn:x:minus", "urn:x:cs", "dog").answer == Answer::no);
  CHECK(codes(t, "active") == "animal dog terrier pet goldfish");
  CHECK(t.member_of("urn:x:unknown", "urn:x:cs", "cat").answer == Answer::no);
  CHECK(t.member_of("urn:x:unknown", "urn:x:cs", "dog").missing == "urn:x:nowhere");
  CHECK(t.member_of("urn:x:unknown", "urn:x:absent", "q").answer == Answer::unknown);
}

TEST_CASE("value sets that import each other end", "[terminology][limits]") {
  const Terminology t(test::with_resources(
      {kSystem,
       value_set("a", R"({"include":[{"valueSet":["urn:x:b"]},{"system":"urn:x:cs","concept":[{"code":"pet"}]}]})"),
       value_set("b", R"({"include":[{"valueSet":["urn:x:a"]}]})")}));
  CHECK(t.member_of("urn:x:a", "urn:x:cs", "pet").answer == Answer::yes);
  CHECK(t.member_of("urn:x:a", "urn:x:cs", "dog").answer == Answer::unknown);
}

TEST_CASE("imports that multiply or go too deep are undetermined instead of endless", "[terminology][limits]") {
  std::vector<std::string> resources{kSystem};
  for (int i = 0; i < 200; ++i) {
    const std::string next = R"({"valueSet":["urn:x:deep)" + std::to_string(i + 1) + R"("]})";
    resources.push_back(value_set("deep" + std::to_string(i), R"({"include":[)" + next + "," + next + "]}"));
  }
  const Terminology t(test::with_resources(resources));
  CHECK(t.member_of("urn:x:deep0", "urn:x:cs", "dog").answer == Answer::unknown);
  CHECK(t.member_of("urn:x:deep199", "urn:x:cs", "dog").missing == "urn:x:deep200");
}

TEST_CASE("a stored expansion is used where the compose needs what is not loaded", "[terminology]") {
  const Terminology t(test::with_resources(
      {R"({"resourceType":"ValueSet","url":"urn:x:stored","status":"active","compose":{"include":[{"system":"urn:x:absent"}]},"expansion":{"timestamp":"2026-01-01","contains":[{"abstract":true,"contains":[{"system":"urn:x:absent","code":"q","display":"Q"}]}]}})"}));
  CHECK(codes(t, "stored") == "q");
  CHECK(t.member_of("urn:x:stored", "urn:x:absent", "r").answer == Answer::no);
}

TEST_CASE("case counts where the code system says so", "[terminology]") {
  const std::string loose =
      R"({"resourceType":"CodeSystem","url":"urn:x:loose","status":"active","content":"complete","caseSensitive":false,"valueSet":"urn:x:all-loose","concept":[{"code":"Ab"}]})";
  const Terminology t(test::with_resources(
      {kSystem, loose, value_set("set", R"({"include":[{"system":"urn:x:loose"},{"system":"urn:x:cs"}]})")}));
  CHECK(t.member_of("urn:x:set", "urn:x:loose", "aB"));
  CHECK_FALSE(t.member_of("urn:x:set", "urn:x:cs", "Dog"));
  CHECK(t.known("urn:x:loose", "AB") == Terminology::Known::code);
  CHECK(t.member_of("urn:x:all-loose", "urn:x:loose", "ab"));
}

TEST_CASE("a fragment knows what it holds and nothing more", "[terminology]") {
  const std::string fragment =
      R"({"resourceType":"CodeSystem","url":"urn:x:part","status":"active","content":"fragment","caseSensitive":true,"concept":[{"code":"a"}]})";
  const Terminology t(test::with_resources({fragment, value_set("set", R"({"include":[{"system":"urn:x:part"}]})")}));
  CHECK(t.known("urn:x:part", "a") == Terminology::Known::code);
  CHECK(t.known("urn:x:part", "b") == Terminology::Known::no_such_system);
  CHECK(t.member_of("urn:x:set", "urn:x:part", "a"));
  CHECK(t.member_of("urn:x:set", "urn:x:part", "b").answer == Answer::unknown);
}

TEST_CASE("a supplement adds displays in other languages", "[terminology]") {
  const std::string supplement =
      R"({"resourceType":"CodeSystem","url":"urn:x:cs-fr","status":"active","content":"supplement","supplements":"urn:x:cs","concept":[{"code":"dog","designation":[{"language":"fr","value":"Chien"}]}]})";
  const Terminology t(test::with_resources({kSystem, supplement}));
  CHECK(t.is_display("urn:x:cs", "dog", "hond") == Answer::yes);
  CHECK(t.is_display("urn:x:cs", "dog", "CHIEN") == Answer::yes);
  CHECK(t.is_display("urn:x:cs", "dog", "Hund") == Answer::no);
  CHECK(t.lookup("urn:x:cs", "dog")->designations.size() == 2);
}

TEST_CASE("concept maps translate both ways and follow their rule for the rest", "[terminology][map]") {
  const std::string map =
      R"({"resourceType":"ConceptMap","url":"urn:x:map","status":"active","group":[{"source":"urn:x:a","target":"urn:x:b",
    "element":[{"code":"1","target":[{"code":"one","display":"One","equivalence":"equivalent"},{"code":"uno","equivalence":"wider"}]},{"code":"2","target":[{"equivalence":"unmatched","comment":"no such thing"}]}],
    "unmapped":{"mode":"other-map","url":"urn:x:rest"}}]})";
  const std::string rest =
      R"({"resourceType":"ConceptMap","url":"urn:x:rest","status":"active","group":[{"source":"urn:x:a","target":"urn:x:b","element":[],"unmapped":{"mode":"fixed","code":"other","display":"Other"}}]})";
  const std::string same =
      R"({"resourceType":"ConceptMap","url":"urn:x:same","status":"active","group":[{"source":"urn:x:a","target":"urn:x:b","unmapped":{"mode":"provided"}}]})";
  const Terminology t(
      test::with_resources({map, std::string(rest).replace(rest.find(",\"element\":[]"), 13, ""), same}));
  const auto one = t.translate("urn:x:map", "urn:x:a", "1");
  REQUIRE(one->size() == 2);
  CHECK((*one)[0].code == "one");
  CHECK((*one)[0].system == "urn:x:b");
  CHECK((*one)[1].equivalence == "wider");
  CHECK((*t.translate("urn:x:map", "urn:x:a", "2"))[0].equivalence == "unmatched");
  CHECK((*t.translate("urn:x:map", "urn:x:a", "3"))[0].code == "other");
  CHECK(t.translate("urn:x:map", "urn:x:other", "1")->empty());
  CHECK((*t.translate("urn:x:map", "urn:x:b", "uno", true))[0].code == "1");
  CHECK((*t.translate("urn:x:map", "urn:x:b", "uno", true))[0].equivalence == "narrower");
  CHECK((*t.translate("urn:x:same", "urn:x:a", "7"))[0].code == "7");
  CHECK_FALSE(t.translate("urn:x:nowhere", "urn:x:a", "1").has_value());
}

TEST_CASE("value sets are made once, whichever thread asks first", "[terminology][threads]") {
  const Terminology t(test::core_definitions());
  std::vector<std::thread> threads;
  std::vector<const ValueSet*> found(8);
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&, i] { found[i] = t.value_set("http://hl7.org/fhir/ValueSet/all-types"); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const ValueSet* set : found) CHECK((set != nullptr && set == found[0]));
}

}  // namespace schakel::terminology
