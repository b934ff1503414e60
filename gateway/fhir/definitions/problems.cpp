#include "fhir/definitions/problems.h"

#include "fhir/definitions/loaded.h"
#include "syntax/json/emitter.h"
#include "syntax/json/reader.h"

#include <array>

namespace schakel::fhir {

namespace {

constexpr std::array<const Message*, 8> kMessages{&problem::kPackageNotInstalled,   &problem::kDependencyMissing,
                                                  &problem::kDependencySubstituted, &problem::kUnreadable,
                                                  &problem::kNoCanonical,           &problem::kSnapshotFailed,
                                                  &problem::kCorrectionUnused,      &problem::kAttachedUnusable};

std::string_view text(const Node& node, std::string_view name) {
  const Node* child = node.child(name);
  return child != nullptr ? child->value().reveal() : std::string_view{};
}

}  // namespace

std::string problems_to_json(const std::vector<Issue>& problems) {
  std::string out;
  syntax::json::Emitter json(out);
  json.array();
  for (const Issue& p : problems) {
    json.object()
        .member("message", p.message->id)
        .member("severity", static_cast<int>(p.severity))
        .member("type", static_cast<int>(p.type));
    json.key("arguments").array();
    for (const Argument& a : p.arguments) json.value(a.text);
    json.end().end();
  }
  json.end();
  return out;
}

std::vector<Issue> problems_from_json(std::string_view json) {
  std::vector<Issue> problems;
  if (json.empty()) return problems;
  Loaded document;
  Issues issues;
  if (!syntax::json::read(json, document.tree, issues, {.shape = syntax::json::Shape::plain})) return problems;
  for (const Node* p = document.tree.root()->first_child(); p != nullptr; p = p->next()) {
    Issue issue;
    for (const Message* m : kMessages) {
      if (m->id == text(*p, "message")) issue.message = m;
    }
    if (issue.message == nullptr) continue;
    issue.severity = static_cast<Severity>(text(*p, "severity").at(0) - '0');
    issue.type = static_cast<IssueType>(std::stoi(std::string(text(*p, "type"))));
    const Node* arguments = p->child("arguments");
    for (const Node* a = arguments != nullptr ? arguments->first_child() : nullptr; a != nullptr; a = a->next()) {
      issue.arguments.push_back(Argument::name(a->value().reveal()));
    }
    problems.push_back(std::move(issue));
  }
  return problems;
}

}  // namespace schakel::fhir
