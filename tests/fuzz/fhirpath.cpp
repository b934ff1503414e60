// FHIRPath: any text is parsed, compiled and evaluated on a small resource; hostile ones end by the step limit.

#include "fhirpath/fhirpath.h"
#include "fuzz/check.h"
#include "syntax/json/reader.h"

#include <cstdint>

using namespace schakel;
using fuzz::demand;

namespace {

constexpr std::string_view kResource = R"({"resourceType":"Patient","id":"p","active":true,"birthDate":"1985-03-01",
"name":[{"use":"official","family":"Maes","given":["Lotte","Anna"]},{"given":["Lot"]}],
"telecom":[{"system":"phone","value":"+32 2 555 01 01"}],"multipleBirthInteger":2,
"contained":[{"resourceType":"Observation","id":"o","valueQuantity":{"value":6.30,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}],
"extension":[{"url":"https://schakel.example/x","valueDecimal":1.50}]})";

struct Subject {
  Arena arena;
  Tree tree{arena};
  Subject() {
    Issues issues;
    demand(syntax::json::read(kResource, tree, issues), "the resource is readable");
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Subject subject;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fhirpath::CompileOptions options;
  const auto program = fhirpath::compile(text, options);
  std::size_t used = 0;
  static_cast<void>(fhirpath::compile_prefix(text, options, used));
  demand(used <= size, "a prefix lies in its text");
  if (!program) {
    demand(!program.error().message.empty(), "an error says what is wrong");
    return 0;
  }
  demand(!fhirpath::to_json(**program).empty(), "a program can be printed");
  fhirpath::Evaluator evaluator(nullptr, nullptr, 20'000);
  fhirpath::Environment environment;
  environment.focus = environment.resource = environment.root_resource = subject.tree.root();
  const auto first = evaluator.run(**program, environment);
  if (!first) {
    demand(!first.error().message.empty(), "an error says what is wrong");
    return 0;
  }
  std::string texts;
  for (const fhirpath::Value& v : *first) texts += fhirpath::to_text(v);
  static_cast<void>(evaluator.test(**program, environment));
  return 0;
}
