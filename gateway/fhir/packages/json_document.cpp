#include "fhir/packages/json_document.h"

#include "syntax/json/reader.h"
#include "tree/issue.h"

namespace schakel::fhir {

Result<std::unique_ptr<JsonDocument>> JsonDocument::parse(std::string json, const std::string& what) {
  std::unique_ptr<JsonDocument> document(new JsonDocument(std::move(json)));
  Issues issues;
  if (syntax::json::read(document->json_, document->tree_, issues, {.shape = syntax::json::Shape::plain}))
    return document;
  if (issues.empty()) return failed(invalid(what + " is no JSON"));
  const Issue& issue = issues.all().front();
  const LineIndex::Place place = LineIndex(document->json_).at(issue.span.begin);
  return failed(invalid(what + ", line " + std::to_string(place.line) + ", column " + std::to_string(place.column) +
                        ": " + text_of(issue, false)));
}

std::string JsonDocument::text(const Node& object, std::string_view member) {
  const Node* child = object.child(member);
  return child != nullptr && child->kind() == ValueKind::string ? std::string(child->value().reveal()) : std::string{};
}

std::vector<const Node*> JsonDocument::items(const Node& object, std::string_view member) {
  std::vector<const Node*> items;
  if (const Node* list = object.child(member)) {
    for (const Node* c = list->first_child(); c != nullptr; c = c->next()) items.push_back(c);
  }
  return items;
}

}  // namespace schakel::fhir
