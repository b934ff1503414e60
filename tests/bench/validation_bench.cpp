// Validation, warm, one core: base and our profile with invariants and bindings for the resources a gateway sees most;
// Bundles that grow; one with many references. Fast against explaining. Goal: 50 us a resource (aim 15).

#include "base/installation.h"
#include "fhir/definitions/definitions.h"
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

// The image as the gateway uses it: R4 core, HL7's and the Belgian packages, our own profiles.
struct World {
  World() {
    const auto installation = this_installation();
    if (!installation) give_up(installation.error().message);
    root = installation->root;
    auto opened = fhir::open_image(installation->image);
    if (!opened) give_up(opened.error().message + "; schakel profiles build makes it");
    definitions = *opened;
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

// `profiles`: besides those of meta.profile.
void measure(benchmark::State& state, const std::string& text, bool explain,
             const std::vector<std::string_view>& profiles = {}) {
  const Document document(text);
  for (const std::string_view profile : profiles) {
    if (world().definitions->find(profile)) continue;
    state.SkipWithError("its package is not installed");
    return;
  }
  validation::Validator::Session session(*world().validator);
  validation::Options options;
  Issues issues;
  if (!session.is_valid(document.tree, profiles, options)) give_up("a document that should be valid is not");
  options.everything = explain;
  for (auto _ : state) {
    issues.clear();
    benchmark::DoNotOptimize(explain ? session.validate(document.tree, profiles, options, issues)
                                     : session.is_valid(document.tree, profiles, options));
  }
  state.counters["nodes"] = static_cast<double>(document.tree.size());
}

void resource(benchmark::State& state, const char* name) { measure(state, example(name), false); }
void explained(benchmark::State& state, const char* name) { measure(state, example(name), true); }
void published(benchmark::State& state, const char* name, const char* profile) {
  measure(state, example(name), false, {profile});
}

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
BENCHMARK_CAPTURE(published, CareTeam, "care-team/examples/valid.json",
                  "https://www.ehealth.fgov.be/standards/fhir/patient-care/StructureDefinition/be-careteam")
    ->Name("validation/CareTeam, be-careteam too");
BENCHMARK_CAPTURE(published, CarePlan, "care-plan/examples/valid.json",
                  "https://www.ehealth.fgov.be/standards/fhir/patient-care/StructureDefinition/be-care-plan")
    ->Name("validation/CarePlan, be-care-plan too");
BENCHMARK_CAPTURE(published, Patient, "patient/examples/valid.json",
                  "https://www.ehealth.fgov.be/standards/fhir/core/StructureDefinition/be-patient")
    ->Name("validation/Patient, be-patient too");
BENCHMARK_CAPTURE(explained, CareTeam, "care-team/examples/valid.json")->Name("validation/CareTeam explained");
BENCHMARK_CAPTURE(explained, CarePlan, "care-plan/examples/valid.json")->Name("validation/CarePlan explained");
BENCHMARK_CAPTURE(explained, Observation, "observation/examples/valid-quantity.json")
    ->Name("validation/Observation explained");
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
