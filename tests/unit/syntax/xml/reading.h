#pragma once
// What the tests of XML share: a document, its tree and its issues, kept together.

#include "syntax/json/writer.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

#include <string>

namespace schakel::syntax::xml {

struct Reading {
  explicit Reading(std::string text, const ReadOptions& options = {}) : document(std::move(text)) {
    ok = read(document, tree, issues, options);
  }
  [[nodiscard]] const Node& root() const { return *tree.root(); }
  [[nodiscard]] std::string as_json() const {
    std::string out;
    json::write(root(), out);
    return out;
  }
  [[nodiscard]] std::string written(const WriteOptions& options = {}) {
    std::string out;
    write(root(), out, issues, options);
    return out;
  }
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

}  // namespace schakel::syntax::xml
