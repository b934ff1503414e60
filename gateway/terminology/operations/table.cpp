// Every operation: one declaration in operations.h and one row; and how a request reaches it.

#include "fhir/model/names.h"
#include "syntax/json/writer.h"
#include "terminology/nodes.h"
#include "terminology/operations/operations.h"
#include "tree/tree.h"

#include <array>
#include <memory>

namespace schakel::terminology {

namespace {

constexpr std::array<Operation, 6> kOperations{{
    {"CodeSystem", "lookup", "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup", "", false, lookup},
    {"CodeSystem", "validate-code", "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code", "codeSystem",
     true, validate_in_code_system},
    {"CodeSystem", "subsumes", "http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes", "", true, subsumes},
    {"ValueSet", "expand", "http://hl7.org/fhir/OperationDefinition/ValueSet-expand", "valueSet", true, expand},
    {"ValueSet", "validate-code", "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code", "valueSet", true,
     validate_in_value_set},
    {"ConceptMap", "translate", "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate", "conceptMap", true,
     translate},
}};

// Ids are what their authors chose; those of canonicals are nearly always the last part of the url.
std::string_view url_of_instance(const fhir::Definitions& definitions, std::string_view type, std::string_view id) {
  for (const std::string_view url : definitions.list(type)) {
    if (fhir::tail(url) != id) continue;
    const auto found = definitions.find(url, type);
    if (found && text(*found.resource->root, "id") == id) return url;
  }
  return {};
}

constexpr std::string_view kPosted = "urn:schakel:posted";

// As a document of its own; what has no url gets one to be found by.
fhir::Document document_of(const Node& resource, std::string_view name, std::string_view& url) {
  Arena arena;
  Tree tree(arena);
  Node* copy = tree.copy(resource);
  tree.set_name(*copy, copy->type());
  tree.set_root(*copy);
  url = text(resource, "url");
  if (url.empty()) {
    url = kPosted;
    tree.set_value(*tree.append(*copy, tree.name("url")), ValueKind::string, kPosted);
  }
  fhir::Document out;
  out.name = name;
  syntax::json::write(*copy, out.bytes);
  return out;
}

}  // namespace

std::span<const Operation> operations() { return kOperations; }

const Operation* find_operation(std::string_view type, std::string_view name) {
  for (const Operation& o : kOperations) {
    if (o.type == type && o.name == name) return &o;
  }
  return nullptr;
}

Answered run(const Terminology& terminology, const Operation& operation, Request& request, std::string_view instance) {
  if (const std::string_view name = request.malformed(); !name.empty())
    return refused(400, IssueType::value, "The value of the parameter " + std::string(name) + " is not of its type");
  const fhir::DefinitionsPtr& loaded = terminology.definitions();
  if (!instance.empty()) {
    const std::string_view url = url_of_instance(*loaded, operation.type, instance);
    if (url.empty()) {
      return refused(404, IssueType::not_found,
                     "No " + std::string(operation.type) + " with the id " + std::string(instance) + " is loaded");
    }
    request.put("url", url);
  }
  std::vector<fhir::Document> documents;
  std::string_view url;
  for (const std::string_view name : {operation.subject, std::string_view("tx-resource")}) {
    if (name.empty()) continue;
    for (const Node* resource : request.nodes(name)) {
      if (!resource->resource())
        return refused(400, IssueType::invalid, "The parameter " + std::string(name) + " is no resource");
      std::string_view own;
      documents.push_back(document_of(*resource, name, own));
      if (name == operation.subject) url = own;
    }
  }
  if (documents.empty()) return operation.run(terminology, request);
  if (!url.empty()) request.put("url", url);
  Issues issues;
  auto over = fhir::overlay(loaded, std::move(documents), issues);
  if (!over || issues.has_errors()) {
    return refused(400, IssueType::invalid,
                   "A resource of the request cannot be used: " +
                       (over ? text_of(issues.all().front(), true) : over.error().message));
  }
  return operation.run(Terminology(*over, &terminology), request);
}

}  // namespace schakel::terminology
