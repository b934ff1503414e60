#pragma once
// What the tests of readers share: a document, its tree and its issues, kept together.

#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <string>

namespace schakel::syntax::json {

struct Reading {
  explicit Reading(std::string text, Shape shape = Shape::fhir, const Limits& limits = {}) : document(std::move(text)) {
    ok = read(document, tree, issues, {.shape = shape, .limits = &limits, .root_type = {}});
  }
  [[nodiscard]] const Node& root() const { return *tree.root(); }
  [[nodiscard]] std::string written(bool pretty = false, Shape shape = Shape::fhir) const {
    std::string out;
    write(root(), out, {.shape = shape, .pretty = pretty});
    return out;
  }
  // `id@line:column` of each issue, with a blank between.
  [[nodiscard]] std::string summary() const {
    const LineIndex lines(document);
    std::string out;
    for (const Issue& issue : issues.all()) {
      const LineIndex::Place place = lines.at(issue.span.begin);
      if (!out.empty()) out += ' ';
      out += std::string(issue.message->id) + '@' + std::to_string(place.line) + ':' + std::to_string(place.column);
    }
    return out;
  }

  std::string document;
  Arena arena;
  Tree tree{arena};
  Issues issues;
  bool ok = false;
};

}  // namespace schakel::syntax::json
