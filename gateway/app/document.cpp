#include "app/document.h"

#include "fhir/model/annotate.h"
#include "fhir/model/order.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"
#include "syntax/xml/reader.h"
#include "syntax/xml/writer.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace schakel::app {

Syntax syntax_of(std::string_view document) {
  if (document.substr(0, 3) == "\xEF\xBB\xBF") document.remove_prefix(3);
  const std::size_t first = document.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Syntax::json;
  const bool utf16 = document.substr(0, 2) == "\xFF\xFE" || document.substr(0, 2) == "\xFE\xFF";
  return document[first] == '<' || utf16 ? Syntax::xml : Syntax::json;
}

bool read_fhir(std::string_view document, Syntax syntax, const fhir::Definitions& definitions, Tree& tree,
               Issues& issues, const Limits& limits) {
  if (syntax == Syntax::xml) {
    syntax::xml::ReadOptions options;
    options.limits = &limits;
    if (!syntax::xml::read(document, tree, issues, options)) return false;
    fhir::annotate(tree, definitions, fhir::Kinds::from_types);
    return true;
  }
  syntax::json::ReadOptions options;
  options.limits = &limits;
  if (!syntax::json::read(document, tree, issues, options)) return false;
  fhir::annotate(tree, definitions, fhir::Kinds::keep);
  return true;
}

void write_fhir(Tree& tree, Syntax syntax, const fhir::Definitions& definitions, bool pretty, std::string& out,
                Issues& issues) {
  if (syntax == Syntax::json) {
    syntax::json::write(*tree.root(), out, {.shape = syntax::json::Shape::fhir, .pretty = pretty});
    return;
  }
  fhir::sort_children(tree, *tree.root(), definitions);
  syntax::xml::write(*tree.root(), out, issues, {.shape = syntax::xml::Shape::fhir, .pretty = pretty});
}

namespace {

// In large pieces: character by character costs more than reading the document does.
bool read_all(std::istream& in, std::string& bytes) {
  static constexpr std::size_t kLeast = 64 * 1024;
  while (in.good()) {
    const std::size_t size = bytes.size();
    bytes.resize(size + std::max(kLeast, size / 2));
    in.read(bytes.data() + size, static_cast<std::streamsize>(bytes.size() - size));
    bytes.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  return !in.bad();
}

}  // namespace

Result<std::string> file_content(const std::string& path) {
  std::string bytes;
  if (path == "-") {
    if (!read_all(std::cin, bytes)) return failed(not_found("cannot read the standard input"));
    return bytes;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file || !read_all(file, bytes)) return failed(not_found("cannot read " + path));
  return bytes;
}

std::string lines_of(const Issues& issues, std::string_view document, std::string_view file) {
  std::string out;
  const LineIndex lines(document);
  for (const Issue& issue : issues.all()) {
    const LineIndex::Place place = lines.at(issue.span.begin);
    out.append(file)
        .append(":")
        .append(std::to_string(place.line))
        .append(":")
        .append(std::to_string(place.column))
        .append(": ");
    out.append(severity_code(issue.severity)).append(": ").append(text_of(issue, true));
    if (!issue.expression.empty()) out.append(" (").append(issue.expression).append(")");
    out += '\n';
  }
  return out;
}

}  // namespace schakel::app
