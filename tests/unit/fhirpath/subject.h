#pragma once
// A made-up patient, annotated with R4's definitions, and one line that evaluates an expression on it.

#include "fhir/model/annotate.h"
#include "fhirpath/fhirpath.h"
#include "support/definitions.h"
#include "syntax/json/reader.h"

#include <stdexcept>
#include <string>

namespace schakel::test {

struct Subject {
  explicit Subject(std::string_view json, bool annotated = true) {
    Issues issues;
    syntax::json::ReadOptions options;
    if (!annotated) options.shape = syntax::json::Shape::plain;
    if (!syntax::json::read(json, tree, issues, options)) throw std::runtime_error("the test's document is unreadable");
    if (annotated) fhir::annotate(tree, *core_definitions());
    definitions = annotated ? core_definitions().get() : nullptr;
  }

  [[nodiscard]] fhirpath::CompileOptions options() const {
    fhirpath::CompileOptions o;
    o.definitions = definitions;
    o.context = definitions == nullptr ? nullptr : definitions->type(tree.root()->type());
    return o;
  }
  [[nodiscard]] fhirpath::Environment environment() const {
    fhirpath::Environment e;
    e.focus = e.resource = e.root_resource = tree.root();
    return e;
  }

  // The values, joined by ` | `; or `error`, its kind and message.
  [[nodiscard]] std::string evaluate(std::string_view expression, const fhirpath::CompileOptions& o,
                                     const fhirpath::Environment& e) const {
    const auto program = fhirpath::compile(expression, o);
    if (!program) return error(program.error());
    fhirpath::Evaluator evaluator(definitions, nullptr, 200'000);
    const auto result = evaluator.run(**program, e);
    if (!result) return error(result.error());
    std::string text;
    for (const fhirpath::Value& v : *result) text += (text.empty() ? "" : " | ") + fhirpath::to_text(v);
    return text;
  }
  [[nodiscard]] std::string evaluate(std::string_view expression) const {
    return evaluate(expression, options(), environment());
  }

  static std::string error(const fhirpath::Error& e) {
    constexpr const char* kKinds[] = {"syntax", "semantic", "execution", "too costly", "not supported"};
    return "error " + std::string(kKinds[static_cast<int>(e.kind)]) + " " + std::to_string(e.column) + ": " + e.message;
  }

  Arena arena;
  Tree tree{arena};
  const fhir::Definitions* definitions = nullptr;
};

inline const Subject& patient() {
  static const Subject subject(
      R"({"resourceType":"Patient","id":"p1","active":true,"gender":"female","birthDate":"1985-03-01",
    "extension":[{"url":"https://schakel.example/order","valueInteger":2},{"url":"https://schakel.example/weight","valueQuantity":{"value":3.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}],
    "name":[{"use":"official","family":"Maes","given":["Lotte","Anna"]},{"use":"usual","given":["Lot"]},{"family":"Wouters","given":["Lotte"]}],
    "telecom":[{"system":"phone","value":"+32 2 555 01 01"}],
    "contained":[{"resourceType":"Organization","id":"o1","name":"Made up"}],
    "managingOrganization":{"reference":"#o1"},
    "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]},
    "multipleBirthInteger":2,"_deceasedBoolean":{"extension":[{"url":"https://schakel.example/why","valueCode":"unknown"}]}})");
  return subject;
}

}  // namespace schakel::test
