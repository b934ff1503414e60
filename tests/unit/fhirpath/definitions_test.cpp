// Every expression that R4 itself publishes compiles: the invariants of all its definitions, in the type they stand on,
// and the search parameters.

#include "support/definitions.h"
#include "fhirpath/fhirpath.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace schakel;

namespace {

std::string_view text_of(const Node* node) { return node == nullptr ? std::string_view{} : node->value().reveal(); }

// The type an element of a snapshot has, by its path; null where it has several.
const fhir::Type* type_at(const fhir::Definitions& definitions, std::string_view path) {
  const std::size_t dot = path.find('.');
  const fhir::Type* type = definitions.type(path.substr(0, dot));
  std::string_view rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  while (type != nullptr && !rest.empty()) {
    const std::size_t next = rest.find('.');
    std::string_view name = rest.substr(0, next);
    if (name.ends_with("[x]")) name.remove_suffix(3);
    const fhir::Element* element = type->find(Name::intern(name));
    type = element == nullptr || element->types.size() != 1 ? nullptr : element->types[0].type;
    rest = next == std::string_view::npos ? std::string_view{} : rest.substr(next + 1);
  }
  return type;
}

struct Tally {
  std::set<std::string> compiled;
  std::map<std::string, std::string> failed;

  void compile(const std::string& key, std::string_view expression, const fhirpath::CompileOptions& options) {
    const auto program = fhirpath::compile(expression, options);
    if (program) {
      compiled.insert(key);
      CHECK(fhirpath::to_json(**program) == fhirpath::to_json(**fhirpath::compile(expression, options)));
    } else {
      failed[key] = program.error().message;
    }
  }
};

}  // namespace

TEST_CASE("every invariant of R4 compiles in the type it stands on", "[fhirpath][definitions]") {
  const auto& definitions = test::core_definitions();
  Tally tally;
  fhirpath::CompileOptions options;
  options.definitions = definitions.get();
  options.as_filters = true;
  for (const std::string_view url : definitions->list("StructureDefinition")) {
    const auto found = definitions->find(url, "StructureDefinition");
    if (!found || found.resource->root == nullptr || found.resource->package != "hl7.fhir.r4.core#4.0.1") continue;
    const Node* snapshot = found.resource->root->child("snapshot");
    const Node* element = snapshot == nullptr ? nullptr : snapshot->child("element");
    for (; element != nullptr; element = element->next_of_same_name()) {
      const std::string_view path = text_of(element->child("path"));
      options.context = type_at(*definitions, path);
      for (const Node* c = element->child("constraint"); c != nullptr; c = c->next_of_same_name()) {
        const std::string_view expression = text_of(c->child("expression"));
        if (!expression.empty())
          tally.compile(std::string(text_of(c->child("key"))) + " " + std::string(expression), expression, options);
      }
    }
  }
  for (const auto& [key, why] : tally.failed) WARN(key << ": " << why);
  WARN("invariants that compile: " << tally.compiled.size() << ", that do not: " << tally.failed.size());
  CHECK(tally.compiled.size() >= 246);
  CHECK(tally.failed.empty());
}

TEST_CASE("every search parameter's expression of R4 compiles", "[fhirpath][definitions]") {
  const auto& definitions = test::core_definitions();
  Tally tally;
  fhirpath::CompileOptions options;
  options.definitions = definitions.get();
  options.as_filters = true;
  for (const std::string_view url : definitions->list("SearchParameter")) {
    const auto found = definitions->find(url, "SearchParameter");
    if (!found || found.resource->root == nullptr) continue;
    const std::string_view expression = text_of(found.resource->root->child("expression"));
    if (!expression.empty()) tally.compile(std::string(url) + " " + std::string(expression), expression, options);
  }
  for (const auto& [key, why] : tally.failed) WARN(key << ": " << why);
  WARN("search parameters that compile: " << tally.compiled.size() << ", that do not: " << tally.failed.size());
  CHECK(tally.compiled.size() >= 1300);
  CHECK(tally.failed.empty());
}
