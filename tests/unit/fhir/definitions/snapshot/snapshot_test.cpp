#include "fhir/definitions/snapshot.h"

#include "fhir/model/names.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace schakel;
using namespace schakel::fhir;

namespace {

// What a snapshot came to: `id min..max` of every element, or the error.
struct Outcome {
  std::vector<std::string> elements;
  std::string error;

  [[nodiscard]] bool has(const std::string& element) const {
    return std::find(elements.begin(), elements.end(), element) != elements.end();
  }
};

Outcome outcome_of(Tree& tree, const SnapshotResult& result) {
  Outcome outcome;
  outcome.error = result.error;
  const Node* snapshot = result.made ? tree.root()->child(names().snapshot) : nullptr;
  for (const Node* e = snapshot != nullptr ? snapshot->child(names().element) : nullptr; e != nullptr;
       e = e->next_of_same_name()) {
    outcome.elements.push_back(std::string(text_at(*e, names().id)) + " " + std::string(text_at(*e, names().min)) +
                               ".." + std::string(text_at(*e, names().max)));
  }
  return outcome;
}

// A profile on `type` with these differential elements (JSON objects, separated by commas).
std::string profile(const std::string& type, const std::string& elements, const std::string& name = "x",
                    const std::string& base = {}) {
  return R"({"resourceType":"StructureDefinition","url":"http://example.org/)" + name +
         R"(","name":"X","status":"draft","kind":"resource","abstract":false,"type":")" + type +
         R"(","baseDefinition":")" + (base.empty() ? "http://hl7.org/fhir/StructureDefinition/" + type : base) +
         R"(","derivation":"constraint","differential":{"element":[)" + elements + "]}}";
}

Outcome snapshot_of(const std::string& json, const DefinitionsPtr& definitions = test::core_definitions()) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  REQUIRE(syntax::json::read(json, tree, issues));
  DefinitionsSource source(*definitions);
  return outcome_of(tree, make_snapshot(tree, source));
}

}  // namespace

TEST_CASE("a snapshot made anew has the elements its publisher lists", "[fhir][snapshot]") {
  const Definitions& d = *test::core_definitions();
  DefinitionsSource source(d);
  // Made by an older generator: it walked into extension slices although nothing is stated below them.
  const std::set<std::string, std::less<>> other{"http://hl7.org/fhir/StructureDefinition/elementdefinition-de"};
  std::size_t compared = 0;
  for (const std::string_view url : d.list("StructureDefinition")) {
    const Node& published = *d.find(url, "StructureDefinition").resource->root;
    if (published.child(names().differential) == nullptr || published.child(names().base_definition) == nullptr ||
        other.contains(url))
      continue;
    if (text_at(published, names().kind) == "logical" &&
        source.structure(text_at(published, names().base_definition)) == nullptr)
      continue;
    Arena arena;
    Tree tree(arena);
    tree.set_root(*tree.copy(published));
    const Outcome made = outcome_of(tree, make_snapshot(tree, source));
    std::vector<std::string> ids;
    for (const std::string& e : made.elements) ids.push_back(e.substr(0, e.find(' ')));
    std::vector<std::string> expected;
    for (const Node* e = published.child(names().snapshot)->child(names().element); e != nullptr;
         e = e->next_of_same_name()) {
      expected.emplace_back(text_at(*e, names().id));
    }
    INFO(url << ": " << made.error);
    CHECK(ids == expected);
    ++compared;
  }
  CHECK(compared > 900);
}

TEST_CASE("what is stated is laid over the base element", "[fhir][snapshot]") {
  const Outcome o =
      snapshot_of(profile("Patient", R"({"path":"Patient.name","max":"1"},{"path":"Patient.birthDate","min":1})"));
  CHECK(o.error.empty());
  CHECK(o.has("Patient.birthDate 1..1"));
  CHECK(o.has("Patient.name 0..1"));
  CHECK(o.has("Patient.gender 0..1"));
}

TEST_CASE("walking into a type opens just that level", "[fhir][snapshot]") {
  const Outcome o = snapshot_of(profile("Patient", R"({"path":"Patient.name.family","min":1})"));
  CHECK(o.has("Patient.name.family 1..1"));
  CHECK(o.has("Patient.name.given 0..*"));
  CHECK_FALSE(o.has("Patient.name.period.start 0..1"));
}

TEST_CASE("slices follow their slicer, each with its own children", "[fhir][snapshot]") {
  const Outcome o = snapshot_of(profile(
      "Patient",
      R"({"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
    {"path":"Patient.identifier","sliceName":"ssin","max":"1"},{"path":"Patient.identifier.system","min":1,"fixedUri":"http://example.org/ssin"},
    {"path":"Patient.identifier","sliceName":"other","min":1})"));
  CHECK(o.error.empty());
  CHECK(o.has("Patient.identifier 0..*"));
  CHECK(o.has("Patient.identifier:ssin 0..1"));
  CHECK(o.has("Patient.identifier:ssin.system 1..1"));
  CHECK(o.has("Patient.identifier:other 1..*"));
  CHECK_FALSE(o.has("Patient.identifier:other.system 0..1"));
}

TEST_CASE("a choice is sliced by naming a type", "[fhir][snapshot]") {
  const Outcome o = snapshot_of(
      profile("Observation",
              R"({"path":"Observation.valueQuantity","min":1},{"path":"Observation.valueQuantity.code","min":1})"));
  CHECK(o.error.empty());
  CHECK(o.has("Observation.value[x] 1..1"));
  CHECK(o.has("Observation.value[x]:valueQuantity 1..1"));
  CHECK(o.has("Observation.value[x]:valueQuantity.code 1..1"));
}

TEST_CASE("a content reference that is walked into becomes what it refers to", "[fhir][snapshot]") {
  const Outcome o =
      snapshot_of(profile("Questionnaire", R"({"path":"Questionnaire.item.item.item.linkId","max":"1"})"));
  CHECK(o.error.empty());
  CHECK(o.has("Questionnaire.item.item.item.linkId 1..1"));
  CHECK(o.has("Questionnaire.item.item.text 0..1"));
}

TEST_CASE("profiles in one overlay build on each other in any order", "[fhir][snapshot]") {
  const auto d = test::with_resources(
      {profile("Patient", R"({"path":"Patient.name","min":2})", "child", "http://example.org/parent"),
       profile("Patient", R"({"path":"Patient.name","min":1},{"path":"Patient.gender","min":1})", "parent")});
  const auto child = d->find("http://example.org/child");
  REQUIRE(child);
  const Node* snapshot = child.resource->root->child(names().snapshot);
  REQUIRE(snapshot != nullptr);
  std::string gender;
  for (const Node* e = snapshot->child(names().element); e != nullptr; e = e->next_of_same_name()) {
    if (text_at(*e, names().path) == "Patient.gender") gender = text_at(*e, names().min);
  }
  CHECK(gender == "1");
}

TEST_CASE("a circle of profiles ends without snapshot", "[fhir][snapshot]") {
  const auto d = test::with_resources({profile("Patient", R"({"path":"Patient"})", "a", "http://example.org/b"),
                                       profile("Patient", R"({"path":"Patient"})", "b", "http://example.org/a")});
  CHECK(d->find("http://example.org/a").resource->root->child(names().snapshot) == nullptr);
  CHECK_FALSE(d->problems().empty());
}

TEST_CASE("a model that derives from nothing still needs a type", "[fhir][snapshot]") {
  const std::string start =
      R"({"resourceType":"StructureDefinition","url":"http://example.org/m","derivation":"specialization","kind":"logical",)";
  CHECK(snapshot_of(start + R"("differential":{"element":[{"path":"Model"}]}})").error == "it has no type");
  CHECK(
      snapshot_of(
          start +
          R"("type":"Model","differential":{"element":[{"path":"Model"},{"path":"Model.a","type":[{"code":"string"}]}]}})")
          .has("Model 0..*"));
}

TEST_CASE("content of a slicer that is stated in two parts is no content of its slices", "[fhir][snapshot]") {
  const Outcome o = snapshot_of(profile(
      "Patient",
      R"({"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
    {"path":"Patient.identifier.use","min":1},{"path":"Patient.identifier","max":"3"},{"path":"Patient.identifier.system","min":1},
    {"path":"Patient.identifier","sliceName":"a"})"));
  CHECK((o.has("Patient.identifier:a 0..*") || !o.error.empty()));
}

TEST_CASE("a hostile profile is refused instead of run", "[fhir][snapshot]") {
  // Recursive content, ever deeper.
  std::string path = "Questionnaire";
  for (int i = 0; i < 3'000; ++i) path += ".item";
  const Outcome nested = snapshot_of(profile("Questionnaire", R"({"path":")" + path + R"(.linkId","max":"1"})"));
  CHECK_FALSE(nested.error.empty());
  // Slices without end.
  std::string slices =
      R"({"path":"Patient.contact","slicing":{"discriminator":[{"type":"value","path":"id"}],"rules":"open"}})";
  for (int i = 0; i < 20'000; ++i) slices += R"(,{"path":"Patient.contact","sliceName":"s)" + std::to_string(i) + "\"}";
  const Outcome sliced = snapshot_of(profile("Patient", slices));
  CHECK(sliced.error.find("too much") != std::string::npos);
}

TEST_CASE("what an author got wrong names the element", "[fhir][snapshot]") {
  struct Row {
    const char *type, *elements, *error;
  };
  const std::vector<Row> rows{
      {"Patient", R"({"path":"Patient.nonsense"})", "Patient.nonsense: the base has no such element"},
      {"Patient", R"({"path":"Patient.contact.gender"},{"path":"Patient.contact.telecom"})",
       "Patient.contact.gender: the base has no such element"},
      {"Patient", R"({"path":"Observation.code"})", "Observation.code: the path does not begin with Patient"},
      {"Patient", R"({"path":"Patient..name"})", "Patient..name: this is no path"},
      {"Patient", R"({"path":"Patient.name","max":"*"},{"path":"Patient.gender","max":"2"})",
       "Patient.gender: max 2 is more than 1"},
      {"Observation", R"({"path":"Observation.status","min":0})", "Observation.status: min 0 is less than 1"},
      {"Observation", R"({"path":"Observation.code","type":[{"code":"string"}]})",
       "Observation.code: type string is not one of the base"},
      {"Observation", R"({"path":"Observation.status","fixedUri":"x"})", "Observation.status: fixedUri is of no type"},
      {"Observation", R"({"path":"Observation.status","binding":{"strength":"preferred"}})",
       "Observation.status: the binding is required"},
      {"Patient", R"({"path":"Patient.gender","sliceName":"a"},{"path":"Patient.gender","sliceName":"b"})",
       "Patient.gender: it does not repeat"},
      {"Patient", R"({"path":"Patient.name","sliceName":"a"},{"path":"Patient.name","sliceName":"b"})",
       "Patient.name: several statements without a slicing"},
  };
  for (const Row& row : rows) {
    const Outcome o = snapshot_of(profile(row.type, row.elements));
    INFO(row.elements << " -> " << o.error);
    CHECK(o.elements.empty());
    CHECK(o.error.substr(0, std::string_view(row.error).size()) == row.error);
  }
}
