// What the compiler says of names that nothing has.

#include "fhirpath/compiler.h"
#include "fhirpath/suggestion.h"

#include <algorithm>

namespace schakel::fhirpath {

std::string Compiler::no_element(const Syntax& s, const Shape& owner, bool first) const {
  std::string message = owner.text() + " has no element '" + std::string(s.text) + "'";
  if (find_function(s.text) != nullptr) {
    return message + "; the function is written " + std::string(s.text) + "()";
  }
  Suggestion near(s.text);
  if (first) near.offer("true");
  if (first) near.offer("false");
  for (const StaticType& t : owner) {
    if (t.system) continue;
    for (const fhir::Element& e : t.fhir->elements) near.offer(e.name.text());
    if (first) near.offer(t.fhir->name.text());
  }
  const std::string meant = near.text();
  if (!meant.empty()) return message + meant;
  if (first && s.text == "null") return message + "; whether something is there is asked with exists() or empty()";
  // A word that stands where a value is compared.
  if (first && !s.delimited) message += "; if it is text, it stands in single quotes";
  return message;
}

std::string Compiler::no_function(std::string_view name) const {
  Suggestion near(name);
  for (const FunctionRow& row : all_functions()) near.offer(row.name);
  for (const ExtraFunction& extra : options_.functions) near.offer(extra.name);
  if (name == "if") near.offer("iif");
  return "there is no function " + std::string(name) + "()" + near.text("()");
}

std::string Compiler::no_type(std::string_view text, std::string_view name) const {
  Suggestion near(name);
  for (const std::string_view system :
       {"Boolean", "Integer", "Long", "Decimal", "String", "Date", "DateTime", "Time", "Quantity"})
    near.offer(system);
  if (options_.definitions != nullptr) {
    for (const std::string_view url : options_.definitions->list("StructureDefinition")) {
      const std::string_view last = url.substr(url.rfind('/') + 1);
      if (options_.definitions->type(last) != nullptr) near.offer(last);
    }
  }
  return "there is no type '" + std::string(text) + "'" + near.text();
}

std::string Compiler::no_variable(std::string_view name, const Scope& scope) const {
  Suggestion near(name);
  for (const std::string_view known : {"context", "resource", "rootResource", "ucum", "sct", "loinc"})
    near.offer(known);
  for (const std::string_view v : options_.variables) near.offer(v);
  for (const Binding* b = scope.bindings; b != nullptr; b = b->outer) near.offer(b->name);
  std::string meant = near.text();
  if (const std::size_t at = meant.find('\''); at != std::string::npos) meant.insert(at + 1, 1, '%');
  return "no variable %" + std::string(name) + " is defined here" + meant;
}

// Strictly, what can never be of the type is an error: `multipleBirth.ofType(Integer)` asks for System.Integer.
bool Compiler::check_cast(const Syntax& s, const TypeTest& test, const Shape& input) {
  if (!options_.strict || input.unknown || input.size() == 0) return true;
  for (const StaticType& t : input) {
    if (t.system) {
      if (test.system && t.system_type == test.system_type) return true;
      continue;
    }
    ValueType converted = ValueType::boolean;
    if (test.convert && system_type_of(t.fhir->name, converted) && converted == test.system_type) return true;
    if (test.convert && test.system_type == ValueType::quantity) return true;
    if (!test.fhir) continue;
    if (test.type == nullptr || t.fhir->abstract || t.fhir->is_a(*test.type) || test.type->is_a(*t.fhir)) return true;
  }
  const std::size_t dot = test.text.rfind('.');
  Suggestion near(dot == std::string_view::npos ? test.text : test.text.substr(dot + 1));
  for (const StaticType& t : input) {
    if (!t.system) near.offer(t.fhir->name.text());
  }
  const std::string space = test.system && !test.fhir && dot == std::string_view::npos ? "System." : "";
  fail(s, input.text() + " is never " + space + std::string(test.text) + near.text());
  return false;
}

}  // namespace schakel::fhirpath
