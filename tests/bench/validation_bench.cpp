// Validation, warm, one core: base and our profile with invariants and bindings for the resources a gateway sees most;
// Bundles that grow; one with many references. Fast against explaining. Goal: 50 us a resource (aim 15).

#include "base/installation.h"
#include "fhir/definitions/build.h"
#include "fhir/definitions/installed.h"
#include "fhir/model/annotate.h"
#include "fhir/packages/archive.h"
#include "syntax/json/reader.h"
#include "terminology/terminology.h"
#include "validation/codes.h"
#include "validation/validator.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace schakel::bench {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "validation_bench: %s\n", why.c_str());
  std::exit(2);
}

struct World {
  World() {
    const auto installation = this_installation();
    if (!installation) give_up(installation.error().message);
    root = installation->root;
    auto opened = fhir::open_definitions(*installation, {});
    if (!opened) give_up(opened.error().message);
    std::vector<fhir::Document> documents;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(installation->profiles) / "local")) {
      if (entry.path().filename().string().rfind("StructureDefinition-", 0) != 0) continue;
      auto bytes = fhir::read_file(entry.path().string());
      if (!bytes) give_up(bytes.error().message);
      documents.push_back({entry.path().string(), std::move(*bytes), false});
    }
    Issues issues;
    auto over = fhir::overlay(*opened, std::move(documents), issues);
    if (!over) give_up(over.error().message);
    definitions = *over;
    validator = std::make_unique<validation::Validator>(
        definitions, validation::codes_of(std::make_shared<const terminology::Terminology>(definitions)));
  }
  std::string root;
  fhir::DefinitionsPtr definitions;
  std::unique_ptr<validation::Validator> validator;
};

World& world() {
  static World* const instance = new World;
  return *instance;
}

struct Document {
  explicit Document(std::string text) : bytes(std::move(text)) {
    Issues issues;
    if (!syntax::json::read(bytes, tree, issues)) give_up("a document cannot be read");
    fhir::annotate(tree, *world().definitions);
  }
  std::string bytes;
  Arena arena;
  Tree tree{arena};
};

std::string example(const std::string& name) {
  auto bytes = fhir::read_file((fs::path(world().root) / "profiles/local" / name).string());
  if (!bytes) give_up(bytes.error().message);
  return *bytes;
}

void measure(benchmark::State& state, const std::string& text, bool explain) {
  const Document document(text);
  validation::Validator::Session session(*world().validator);
  validation::Options options;
  Issues issues;
  if (!session.is_valid(document.tree, {}, options)) give_up("a document that should be valid is not");
  options.everything = explain;
  for (auto _ : state) {
    issues.clear();
    benchmark::DoNotOptimize(explain ? session.validate(document.tree, {}, options, issues)
                                     : session.is_valid(document.tree, {}, options));
  }
  state.counters["nodes"] = static_cast<double>(document.tree.size());
}

void resource(benchmark::State& state, const char* name) { measure(state, example(name), false); }
void explained(benchmark::State& state, const char* name) { measure(state, example(name), true); }

std::string observation(int n, const std::string& subject) {
  return R"({"resourceType":"Observation","id":"o)" + std::to_string(n) +
         R"(","meta":{"profile":["https://schakel.example/fhir/StructureDefinition/schakel-observation"]},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}],"text":"Creatinine"},"subject":{"reference":")" +
         subject + R"("},"effectiveDateTime":"2026-03-20T07:30:00+01:00","valueQuantity":{"value":1.)" +
         std::to_string(10 + n % 80) + R"(,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}})";
}

// A collection of Observations of one patient.
std::string bundle(int entries) {
  std::string text =
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://a.example/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p","name":[{"family":"Voorbeeld"}]}})";
  for (int i = 0; i < entries; ++i) {
    text += R"(,{"fullUrl":"http://a.example/fhir/Observation/o)" + std::to_string(i) + R"(","resource":)" +
            observation(i, "Patient/p") + '}';
  }
  return text + "]}";
}

// A List of many entries of the Bundle it is in.
std::string references(int count) {
  std::string text =
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://a.example/fhir/List/l","resource":{"resourceType":"List","id":"l","status":"current","mode":"snapshot","entry":[)";
  for (int i = 0; i < count; ++i)
    text += std::string(i == 0 ? "" : ",") + R"({"item":{"reference":"Basic/b)" + std::to_string(i) + R"("}})";
  text += "]}}";
  for (int i = 0; i < count; ++i) {
    const std::string id = "b" + std::to_string(i);
    text += R"(,{"fullUrl":"http://a.example/fhir/Basic/)" + id + R"(","resource":{"resourceType":"Basic","id":")" +
            id + R"(","code":{"text":"x"}}})";
  }
  return text + "]}";
}

void growing(benchmark::State& state) {
  measure(state, bundle(static_cast<int>(state.range(0))), false);
  state.counters["us_per_entry"] = benchmark::Counter(
      static_cast<double>(state.range(0)), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void many_references(benchmark::State& state) { measure(state, references(static_cast<int>(state.range(0))), false); }

BENCHMARK_CAPTURE(resource, CareTeam, "care-team/examples/valid.json")->Name("validation/CareTeam");
BENCHMARK_CAPTURE(resource, CarePlan, "care-plan/examples/valid.json")->Name("validation/CarePlan");
BENCHMARK_CAPTURE(resource, Observation, "observation/examples/valid-quantity.json")->Name("validation/Observation");
BENCHMARK_CAPTURE(resource, Patient, "patient/examples/valid.json")->Name("validation/Patient");
BENCHMARK_CAPTURE(resource, Discharge, "discharge-bundle/examples/valid.json")->Name("validation/discharge Bundle");
BENCHMARK_CAPTURE(explained, CareTeam, "care-team/examples/valid.json")->Name("validation/CareTeam explained");
BENCHMARK_CAPTURE(explained, Discharge, "discharge-bundle/examples/valid.json")
    ->Name("validation/discharge Bundle explained");
BENCHMARK(growing)
    ->Name("validation/Bundle of Observations")
    ->Arg(20)
    ->Arg(200)
    ->Arg(2000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(many_references)
    ->Name("validation/Bundle of references")
    ->Arg(1000)
    ->Arg(10000)
    ->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace schakel::bench
