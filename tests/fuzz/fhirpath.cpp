// FHIRPath: any text is parsed, compiled and evaluated on a small resource; hostile ones end by the step limit. The
// first byte chooses how: with R4's definitions or on the bare tree, strictly, traced, with the leniences of FML.

#include "fhirpath/fhirpath.h"
#include "fhir/model/annotate.h"
#include "fuzz/check.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"

#include <cstdint>

using namespace schakel;
using fuzz::demand;

namespace {

constexpr std::string_view kResource = R"({"resourceType":"Patient","id":"p","active":true,"birthDate":"1985-03-01",
"meta":{"lastUpdated":"2024-05-06T07:08:09.120+02:00"},
"name":[{"use":"official","family":"Maes","given":["Lotte","Anna"],"_given":[null,{"id":"g"}]},{"given":["Lot"]}],
"telecom":[{"system":"phone","value":"+32 2 555 01 01"}],"multipleBirthInteger":2,
"contact":[{"relationship":[{"text":"broer"}]}],"managingOrganization":{"reference":"#o"},
"contained":[{"resourceType":"Observation","id":"o","valueQuantity":{"value":6.30,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}],
"extension":[{"url":"https://schakel.example/x","valueDecimal":1.50},{"url":"https://schakel.example/y","valuePeriod":{"start":"2024-02"}}]})";

struct Subject {
  Arena arena;
  Tree tree{arena};
  explicit Subject(const fhir::Definitions* definitions) {
    Issues issues;
    demand(syntax::json::read(kResource, tree, issues), "the resource is readable");
    if (definitions != nullptr) fhir::annotate(tree, *definitions);
  }
};

struct Listener final : fhirpath::Trace {
  std::string text;
  void report(std::string_view name, std::span<const fhirpath::Value> values) override {
    text = std::string(name) + std::to_string(values.size());
  }
  void step(const fhirpath::TraceStep& step) override {
    for (const fhirpath::Value& v : step.values) text = fhirpath::to_text(v) + fhirpath::type_name(v);
  }
};

void evaluate(const fhirpath::Program& program, const fhir::Definitions* definitions, const Node* root) {
  fhirpath::Evaluator evaluator(definitions, nullptr, 20'000);
  Listener listener;
  fhirpath::Environment environment;
  environment.focus = environment.resource = environment.root_resource = root;
  environment.trace = &listener;
  const auto first = evaluator.run(program, environment);
  if (!first) {
    demand(!first.error().message.empty(), "an error says what is wrong");
    return;
  }
  std::string texts;
  for (const fhirpath::Value& v : *first) texts += fhirpath::to_text(v) + fhirpath::type_name(v);
  static_cast<void>(evaluator.test(program, environment));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Subject bare(nullptr);
  static const Subject typed(test::core_definitions().get());
  if (size == 0) return 0;
  const unsigned how = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  fhirpath::CompileOptions options;
  const bool with_types = (how & 1U) == 0;
  const Node* root = with_types ? typed.tree.root() : bare.tree.root();
  if (with_types) {
    options.definitions = test::core_definitions().get();
    options.context = options.definitions->type("Patient");
  }
  options.strict = (how & 2U) != 0;
  options.check_ordered = options.strict;
  options.as_filters = (how & 4U) != 0;
  options.typed_choice_names = (how & 4U) != 0;
  options.trace = (how & 8U) != 0;
  options.bare_variables = (how & 16U) != 0;
  const auto program = fhirpath::compile(text, options);
  std::size_t used = 0;
  static_cast<void>(fhirpath::compile_prefix(text, options, used));
  demand(used <= text.size(), "a prefix lies in its text");
  if (!program) {
    demand(!program.error().message.empty(), "an error says what is wrong");
    demand(program.error().column <= text.size() + 1, "an error lies in its expression");
    return 0;
  }
  demand(!fhirpath::to_json(**program).empty(), "a program can be printed");
  evaluate(**program, options.definitions, root);
  return 0;
}
