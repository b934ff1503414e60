// Each native invariant gives what its FHIRPath expression gives, on every element it stands on of made-up resources.

#include "validation/rules/native_invariants.h"

#include "fhir/model/annotate.h"
#include "fhirpath/fhirpath.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"
#include "validation/references.h"
#include "validation/rules/waivers.h"

#include <catch2/catch.hpp>

#include <array>
#include <random>

using namespace schakel;

namespace {

// A resource made of parts that may or may not be there, by the bits of a number.
std::string resource(unsigned bits) {
  unsigned next = 0;
  const auto maybe = [&](const char* part) { return ((bits >> next++) & 1U) != 0 ? std::string(part) : std::string(); };
  std::string text = R"({"resourceType":"Patient","id":"p")";
  text += maybe(R"(,"contained":[{"resourceType":"Organization","id":"o","name":"x","meta":{"versionId":"1"}}])");
  text += maybe(R"(,"extension":[{"url":"http://a.example/x"}])");
  text += maybe(
      R"(,"extension":[{"url":"http://a.example/x","valueString":"y","extension":[{"url":"http://a.example/z","valueCode":"c"}]}])");
  text += maybe(R"(,"name":[{"id":"n"}])");
  text += maybe(R"(,"_birthDate":{"id":"b"})");
  text += maybe(R"(,"birthDate":"2000")");
  text += maybe(R"(,"telecom":[{"value":"1"}])");
  text += maybe(R"(,"telecom":[{"value":"1","system":"phone"},{"system":"fax"}])");
  text += maybe(R"(,"managingOrganization":{"reference":"#o"})");
  text += maybe(
      R"(,"generalPractitioner":[{"reference":"#gone"},{"reference":"#"},{"display":"x"},{"reference":"Practitioner/1"}])");
  return text + "}";
}

const char* other(unsigned which) {
  static constexpr std::array<const char*, 10> kTexts{
      R"({"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"p","contained":[{"resourceType":"Basic","id":"q"}]}],"valueQuantity":{"code":"kg"}})",
      R"({"resourceType":"Observation","valueQuantity":{"code":"kg","system":"http://unitsofmeasure.org"},"component":[{"id":"only"}]})",
      R"({"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"p","meta":{"security":[{"code":"x"}]},"managingOrganization":{"reference":"#"}}],"subject":{"reference":"#p"}})",
      R"({"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"p","meta":{"lastUpdated":"2020-01-01T00:00:00Z"},"link":[{"other":{"reference":"#p"}}]}]})",
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"a:b"},{"fullUrl":"a:c","resource":{"resourceType":"Basic","meta":{"versionId":"1"}}},{"fullUrl":"a:c"}]})",
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"a:b"},{},{"fullUrl":"a:b"}]})",
      R"({"resourceType":"Bundle","type":"history","entry":[{"fullUrl":"a:b"},{"fullUrl":"a:b"}]})",
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"x"}},{"request":{"method":"POST","url":"y"}}]})",
      R"({"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"200"}},{"request":{"method":"GET","url":"y"}}]})",
      R"({"resourceType":"Bundle","entry":[{"fullUrl":"a:b"}]})"};
  return kTexts[which];
}

// Whether the invariant's expression makes sense there: its own element, or any for ele-1.
bool stands_on(std::string_view key, const Node& node) {
  const std::string_view type = node.type().text();
  if (key == "ele-1") return !node.resource() && node.parent() != nullptr;
  if (key == "ext-1") return type == "Extension";
  if (key == "bdl-3" || key == "bdl-4" || key == "bdl-7") return type == "Bundle";
  if (key == "cpt-2") return type == "ContactPoint";
  if (key == "qty-3") return type == "Quantity";
  return node.parent() == nullptr || node.resource();
}

std::size_t compare(const Node& node, fhirpath::Evaluator& evaluator, const validation::rules::NativeRow& row,
                    const fhirpath::Program& program) {
  std::size_t compared = 0;
  if (stands_on(row.key, node)) {
    const Node* resource = validation::References::resource_of(node);
    const Node* root = validation::References::container_of(*resource);
    fhirpath::Environment environment;
    environment.focus = &node;
    environment.resource = resource;
    environment.root_resource = root;
    const auto truth = evaluator.test(program, environment);
    REQUIRE(truth);
    INFO(row.key << " on " << fhirpath_of(node));
    CHECK(row.holds(node, resource, root) == (*truth == fhirpath::Evaluator::Truth::yes));
    compared = 1;
  }
  for (const Node* c = node.first_child(); c != nullptr; c = c->next())
    compared += compare(*c, evaluator, row, program);
  return compared;
}

}  // namespace

TEST_CASE("a native invariant holds exactly where its expression does", "[validation][invariant]") {
  const auto& definitions = test::core_definitions();
  fhirpath::Evaluator evaluator(definitions.get());
  std::size_t rows = 0;
  const auto* table = validation::rules::native_invariants(rows);
  std::mt19937 random(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) texts.push_back(resource(static_cast<unsigned>(random())));
  for (unsigned i = 0; i < 10; ++i) texts.emplace_back(other(i));
  for (std::size_t r = 0; r < rows; ++r) {
    fhirpath::CompileOptions options;
    options.definitions = definitions.get();
    const auto program = fhirpath::compile(table[r].expression, options);
    REQUIRE(program);
    std::size_t compared = 0;
    for (const std::string& text : texts) {
      Arena arena;
      Tree tree(arena);
      Issues issues;
      REQUIRE(syntax::json::read(text, tree, issues));
      fhir::annotate(tree, *definitions);
      compared += compare(*tree.root(), evaluator, table[r], **program);
    }
    CHECK(compared > 0);
  }
}

TEST_CASE("every waiver is about an invariant of R4, says why, and leaves other texts of its key alone",
          "[validation][invariant]") {
  const auto& definitions = test::core_definitions();
  std::size_t count = 0;
  const auto* table = validation::rules::waivers(count);
  for (std::size_t w = 0; w < count; ++w) {
    INFO(table[w].key);
    CHECK(!table[w].reason.empty());
    bool known = false;
    for (const char* type : {"Patient", "Narrative", "Reference"}) {
      const auto found =
          definitions->find(std::string("http://hl7.org/fhir/StructureDefinition/") + type, "StructureDefinition");
      REQUIRE(found);
      for (const Node* e = found.resource->root->child("snapshot")->first_child(); e != nullptr; e = e->next()) {
        for (const Node* c = e->child("constraint"); c != nullptr; c = c->next_of_same_name()) {
          if (!(c->child("key")->value() == table[w].key) || c->child("expression") == nullptr) continue;
          const std::string_view text = c->child("expression")->value().reveal();
          known = known || text == table[w].published;
          CHECK((validation::rules::waiver_of(table[w].key, text) != nullptr) == (text == table[w].published));
        }
      }
    }
    CHECK(known);
  }
}
