#include "app/validate_documents.h"

#include "fhir/definitions/package_reader.h"
#include "fhir/model/annotate.h"
#include "fhir/packages/archive.h"
#include "syntax/json/reader.h"
#include "syntax/xml/reader.h"
#include "validation/codes.h"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace schakel::app {

namespace {

bool is_xml(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '<';
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Status add_file(const std::string& path, std::vector<fhir::Document>& out) {
  auto bytes = fhir::read_file(path);
  if (!bytes) return failed(bytes.error());
  const bool xml = is_xml(*bytes);
  out.push_back({path, std::move(*bytes), xml});
  return {};
}

Status add_package(const std::string& path, std::vector<fhir::Document>& out) {
  return fhir::read_package_files(path, fhir::holds_definitions, [&](std::string name, std::string bytes) -> Status {
    const bool xml = is_xml(bytes);
    out.push_back({std::move(name), std::move(bytes), xml});
    return {};
  });
}

constexpr Message kNoFile{"FILE_UNREADABLE", "{0}"};

}  // namespace

bool read_fhir(std::string_view bytes, const fhir::Definitions& definitions, Tree& tree, bool& xml, Issues& issues) {
  xml = is_xml(bytes);
  const bool read = xml ? syntax::xml::read(bytes, tree, issues) : syntax::json::read(bytes, tree, issues);
  if (!read || tree.root() == nullptr) return false;
  fhir::annotate(tree, definitions, xml ? fhir::Kinds::from_types : fhir::Kinds::keep);
  return true;
}

Status collect_documents(const std::string& path, std::vector<fhir::Document>& out) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (fs::exists(fs::path(path) / "package" / "package.json", error)) return add_package(path, out);
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      const std::string name = entry.path().string();
      if (entry.is_regular_file() && (ends_with(name, ".json") || ends_with(name, ".xml"))) files.push_back(name);
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      if (auto added = add_file(file, out); !added) return added;
    }
    return {};
  }
  return ends_with(path, ".tgz") ? add_package(path, out) : add_file(path, out);
}

Judge make_judge(fhir::DefinitionsPtr definitions) {
  Judge judge;
  judge.definitions = std::move(definitions);
  judge.validator = std::make_shared<validation::Validator>(
      judge.definitions, validation::codes_of(std::make_shared<const terminology::Terminology>(judge.definitions)));
  return judge;
}

Judged judge_bytes(const Judge& judge, std::string name, std::string bytes, const Request& request) {
  Judged result;
  result.name = std::move(name);
  result.bytes = std::move(bytes);
  Arena arena;
  Tree tree(arena);
  bool xml = false;
  if (!read_fhir(result.bytes, *judge.definitions, tree, xml, result.issues)) return result;
  // Resources that references point to outside the document, each in a tree of its own.
  std::vector<std::unique_ptr<Tree>> others;
  std::vector<std::unique_ptr<std::string>> texts;
  std::unordered_map<std::string, const Node*> resolvable;
  for (const auto& [reference, file] : request.resolvable) {
    auto content = fhir::read_file(file);
    if (!content) continue;
    texts.push_back(std::make_unique<std::string>(std::move(*content)));
    auto other = std::make_unique<Tree>(arena);
    Issues ignored;
    bool other_xml = false;
    if (!read_fhir(*texts.back(), *judge.definitions, *other, other_xml, ignored)) continue;
    resolvable.emplace(reference, other->root());
    others.push_back(std::move(other));
  }
  validation::Options options = request.options;
  options.element_order = xml;
  if (!resolvable.empty()) options.resolvable = &resolvable;
  const std::vector<std::string_view> profiles(request.profiles.begin(), request.profiles.end());
  validation::Validator::Session session(*judge.validator);
  session.validate(tree, profiles, options, result.issues);
  result.valid = !result.issues.has_errors();
  return result;
}

Judged judge_file(const Judge& judge, const std::string& path, const Request& request) {
  auto bytes = fhir::read_file(path);
  if (bytes) return judge_bytes(judge, path, std::move(*bytes), request);
  Judged result;
  result.name = path;
  result.failed = true;
  result.issues.add(Severity::fatal, IssueType::not_found, kNoFile, {Argument::name(bytes.error().message)});
  return result;
}

std::vector<Judged> judge_files(const Judge& judge, const std::vector<std::string>& paths, const Request& request,
                                unsigned threads, const std::function<void(std::size_t)>& done) {
  std::vector<Judged> results(paths.size());
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> finished{0};
  const auto work = [&](bool first) {
    for (std::size_t i = next++; i < paths.size(); i = next++) {
      results[i] = judge_file(judge, paths[i], request);
      const std::size_t n = ++finished;
      if (first && done) done(n);
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned t = 1; t < threads && t < paths.size(); ++t) helpers.emplace_back(work, false);
  work(true);
  for (std::thread& t : helpers) t.join();
  return results;
}

}  // namespace schakel::app
