#include "validation/report.h"

#include "validation/execute.h"

#include <vector>

namespace schakel::validation {

std::string path_of(const Node& node, const fhir::Definitions& definitions) {
  std::vector<const Node*> way;
  for (const Node* n = &node; n != nullptr; n = n->parent()) way.push_back(n);
  std::string path;
  for (auto it = way.rbegin(); it != way.rend(); ++it) {
    const Node& n = **it;
    const fhir::Element* element = definitions.element(n.element());
    if (n.parent() == nullptr) {
      path += n.type().empty() ? n.name().text() : n.type().text();
      continue;
    }
    path += '.';
    if (element != nullptr && element->choice() && !(element->name == n.name())) {
      path += element->name.text();
      path += ".ofType(";
      path += n.type().text();
      path += ')';
      continue;
    }
    path += n.name().text();
    const bool repeats = element != nullptr ? element->repeats() : n.repeats();
    if (!repeats) continue;
    std::size_t index = 0;
    for (const Node* c = n.parent()->first_child(); c != &n; c = c->next()) {
      if (c->name() == n.name()) ++index;
    }
    path += '[' + std::to_string(index) + ']';
  }
  return path;
}

std::string definition_of(const ElementRule* element) {
  if (element == nullptr || element->program == nullptr) return {};
  std::string text(element->program->url);
  if (!element->program->version.empty()) {
    text += '|';
    text += element->program->version;
  }
  text += '#';
  text += element->id;
  return text;
}

Span span_of(const Node& node) {
  for (const Node* n = &node; n != nullptr; n = n->parent()) {
    if (!n->span().empty()) return n->span();
  }
  return {};
}

const Node* origin_of(const Node& node) {
  for (const Node* n = &node; n != nullptr; n = n->parent()) {
    if (n->origin() != nullptr) return n->origin();
  }
  return nullptr;
}

template <bool kExplain>
void Run<kExplain>::report(Severity severity, const Node& at, const ElementRule* by, IssueType type,
                           const Message& message, std::vector<Argument> arguments, std::string_view below) {
  if constexpr (kExplain) {
    if (issues_ == nullptr) return;
    if (issues_->dropped() > 0) {  // full: only its severity still counts
      Issue counted;
      counted.severity = severity;
      counted.message = &message;
      issues_->add(std::move(counted));
      return;
    }
    Issue issue;
    issue.severity = severity;
    issue.type = type;
    issue.message = &message;
    issue.arguments = std::move(arguments);
    issue.expression = path_of(at, work_.library.definitions());
    issue.expression += below;
    issue.definition = definition_of(by);
    issue.span = span_of(at);
    if (const Node* origin = origin_of(at)) {
      issue.origin.path = options().name_origin ? options().name_origin(*origin) : fhirpath_of(*origin);
      issue.origin.span = origin->span();
    }
    // What two definitions ask in the same words is one issue.
    std::string key = type == IssueType::invariant ? std::string(message.id) : text_of(issue, true);
    key += '\n';
    key += issue.expression;
    key += static_cast<char>('0' + static_cast<int>(severity));
    if (!work_.said.insert(std::move(key)).second) return;
    issues_->add(std::move(issue));
  }
}

template void Run<false>::report(Severity, const Node&, const ElementRule*, IssueType, const Message&,
                                 std::vector<Argument>, std::string_view);
template void Run<true>::report(Severity, const Node&, const ElementRule*, IssueType, const Message&,
                                std::vector<Argument>, std::string_view);

}  // namespace schakel::validation
