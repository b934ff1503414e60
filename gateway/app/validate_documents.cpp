#include "app/validate_documents.h"

#include "app/document.h"
#include "fhir/definitions/package_reader.h"
#include "fhir/packages/archive.h"
#include "validation/codes.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace schakel::app {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// `given`: someone named this very file.
Status add_file(const std::string& path, bool given, std::vector<fhir::Document>& out) {
  auto bytes = fhir::read_file(path);
  if (!bytes) return failed(bytes.error());
  if (!given && !may_be_fhir(*bytes)) return {};
  const bool xml = syntax_of(*bytes) == Syntax::xml;
  out.push_back({path, std::move(*bytes), xml});
  return {};
}

Status add_package(const std::string& path, std::vector<fhir::Document>& out) {
  return fhir::read_package_files(path, fhir::holds_definitions, [&](std::string name, std::string bytes) -> Status {
    const bool xml = syntax_of(bytes) == Syntax::xml;
    out.push_back({std::move(name), std::move(bytes), xml});
    return {};
  });
}

constexpr Message kNoFile{"FILE_UNREADABLE", "{0}"};

}  // namespace

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
      if (auto added = add_file(file, false, out); !added) return added;
    }
    return {};
  }
  return ends_with(path, ".tgz") || ends_with(path, ".tar.gz") || ends_with(path, ".zip") ? add_package(path, out)
                                                                                          : add_file(path, true, out);
}

Judge make_judge(fhir::DefinitionsPtr definitions) {
  Judge judge;
  judge.definitions = std::move(definitions);
  judge.terminology = std::make_shared<const terminology::Terminology>(judge.definitions);
  judge.validator = std::make_shared<validation::Validator>(judge.definitions, validation::codes_of(judge.terminology));
  return judge;
}

Limits limits_of_files() {
  Limits limits;
  limits.message_bytes = std::size_t{1024} * 1024 * 1024;
  limits.nodes = 200'000'000;
  return limits;
}

namespace {

// Resources that references point to outside the document, each in a tree of its own.
struct Others {
  std::vector<std::unique_ptr<Tree>> trees;
  std::vector<std::unique_ptr<std::string>> texts;
  std::unordered_map<std::string, const Node*> by_reference;

  void read(const Judge& judge, const Request& request, Arena& arena) {
    for (const auto& [reference, file] : request.resolvable) {
      auto content = fhir::read_file(file);
      if (!content) continue;
      texts.push_back(std::make_unique<std::string>(std::move(*content)));
      auto other = std::make_unique<Tree>(arena);
      Issues ignored;
      if (!read_fhir(*texts.back(), syntax_of(*texts.back()), *judge.definitions, *other, ignored, request.limits)) {
        continue;
      }
      by_reference.emplace(reference, other->root());
      trees.push_back(std::move(other));
    }
  }
};

void judge_bytes(const Judge& judge, const Request& request, Judged& result) {
  Arena arena;
  Tree tree(arena);
  const Syntax syntax = syntax_of(result.bytes);
  if (!read_fhir(result.bytes, syntax, *judge.definitions, tree, result.issues, request.limits)) return;
  Others others;
  others.read(judge, request, arena);
  validation::Options options = request.options;
  options.element_order = syntax == Syntax::xml;
  if (!others.by_reference.empty()) options.resolvable = &others.by_reference;
  const std::vector<std::string_view> profiles(request.profiles.begin(), request.profiles.end());
  validation::Validator::Session session(*judge.validator, request.limits);
  session.validate(tree, profiles, options, result.issues);
  result.valid = !result.issues.has_errors();
  const std::vector<Issue>& all = result.issues.all();
  result.unchecked = std::any_of(all.begin(), all.end(), [](const Issue& i) {
    return i.message->id == "terminology-not-loaded" || i.message->id == "not-checked";
  });
}

void keep_level(Judged& result, Severity level) {
  std::vector<Issue>& all = result.issues.all();
  all.erase(std::remove_if(all.begin(), all.end(), [level](const Issue& i) { return i.severity > level; }), all.end());
  const bool shows = std::any_of(all.begin(), all.end(), [](const Issue& i) { return !i.span.empty(); });
  if (!shows) std::string().swap(result.bytes);
}

}  // namespace

Judged judge_source(const Judge& judge, const Source& source, const Request& request) {
  const auto began = std::chrono::steady_clock::now();
  Judged result;
  result.name = source.name;
  result.first_line = source.first_line;
  if (source.path.empty()) {
    result.bytes = source.bytes;
  } else if (auto bytes = fhir::read_file(source.path)) {
    result.bytes = std::move(*bytes);
  } else {
    result.failed = true;
    result.issues.add(Severity::fatal, IssueType::not_found, kNoFile, {Argument::name(bytes.error().message)});
  }
  if (!result.failed) judge_bytes(judge, request, result);
  keep_level(result, request.level);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

std::vector<Judged> judge_all(const Judge& judge, const std::vector<Source>& sources, const Request& request,
                              unsigned threads, const std::function<void(std::size_t)>& done) {
  std::vector<Judged> results(sources.size());
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> finished{0};
  const auto work = [&](bool first) {
    for (std::size_t i = next++; i < sources.size(); i = next++) {
      results[i] = judge_source(judge, sources[i], request);
      const std::size_t n = ++finished;
      if (first && done) done(n);
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned t = 1; t < threads && t < sources.size(); ++t) helpers.emplace_back(work, false);
  work(true);
  for (std::thread& t : helpers) t.join();
  return results;
}

}  // namespace schakel::app
