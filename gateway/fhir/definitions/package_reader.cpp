#include "fhir/definitions/package_reader.h"

#include "fhir/definitions/loaded.h"
#include "fhir/definitions/problems.h"
#include "fhir/model/names.h"
#include "fhir/packages/archive.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace schakel::fhir {

namespace {

// A file that waits to be parsed, and what came of it.
struct Job {
  std::size_t package = 0;
  std::string path;
  std::string bytes;
  std::vector<RawResource> resources;
  std::vector<Issue> problems;
};

Issue issue_of(const Message& message, std::initializer_list<Argument> arguments) {
  Issue issue;
  issue.severity = Severity::warning;
  issue.type = IssueType::incomplete;
  issue.message = &message;
  issue.arguments = arguments;
  return issue;
}

class Parser {
 public:
  Parser(const BuildPlan& plan, const Corrections& corrections) : plan_(plan), corrections_(corrections) {}

  void parse(Job& job) const {
    Loaded document;
    Issues issues;
    const bool read = syntax::json::read(job.bytes, document.tree, issues, {.limits = &definition_limits()});
    if (!read || issues.has_errors()) {
      const std::string why = issues.empty() ? "no resource" : text_of(issues.all().front(), false);
      job.problems.push_back(issue_of(problem::kUnreadable, {Argument::name(name_of(job)), Argument::name(why)}));
      if (!read) return;
    }
    Node& root = *document.tree.root();
    if (!(root.type() == "Bundle")) {
      add(job, document.tree, root);
    } else {
      for (Node* e = root.child(names().entry); e != nullptr; e = e->next_of_same_name()) {
        if (Node* resource = e->child(names().resource)) add(job, document.tree, *resource);
      }
    }
    job.bytes = std::string();
  }

 private:
  [[nodiscard]] std::string name_of(const Job& job) const { return plan_.packages[job.package].id + " " + job.path; }

  void add(Job& job, Tree& tree, Node& resource) const {
    RawResource raw;
    raw.url = canonical_of(resource);
    if (raw.url.empty() || !corrections_.apply(tree, resource, plan_.packages[job.package].id)) return;
    const Names& n = names();
    raw.type = resource.type().text();
    raw.version = text_at(resource, n.version);
    raw.package = job.package;
    if (raw.type == "StructureDefinition") {
      raw.lacks_snapshot = resource.child(n.snapshot) == nullptr;
      raw.defines_type = text_at(resource, n.derivation) != "constraint";
    }
    if (Node* narrative = resource.child(n.text)) tree.detach(*narrative);
    syntax::json::write(resource, raw.json);
    job.resources.push_back(std::move(raw));
  }

  const BuildPlan& plan_;
  const Corrections& corrections_;
};

// Workers that parse jobs while the archive is being decompressed. At most kWaiting bytes wait at a time.
class Crew {
 public:
  Crew(const Parser& parser, unsigned count) : parser_(parser) {
    for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() { finish(); }

  void give(std::size_t package, std::string path, std::string bytes) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return waiting_bytes_ < kWaiting; });
    waiting_bytes_ += bytes.size();
    jobs_.push_back({package, std::move(path), std::move(bytes), {}, {}});
    waiting_.push_back(&jobs_.back());
    some_.notify_one();
  }

  std::deque<Job>& finish() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    some_.notify_all();
    for (std::thread& t : threads_) t.join();
    threads_.clear();
    return jobs_;
  }

  [[nodiscard]] std::size_t resources() const { return resources_; }

 private:
  static constexpr std::size_t kWaiting = std::size_t{64} * 1024 * 1024;

  void work() {
    for (;;) {
      Job* job = nullptr;
      {
        std::unique_lock lock(mutex_);
        some_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        job = waiting_.front();
        waiting_.pop_front();
        waiting_bytes_ -= job->bytes.size();
      }
      room_.notify_one();
      parser_.parse(*job);
      resources_ += job->resources.size();
    }
  }

  const Parser& parser_;
  std::mutex mutex_;
  std::condition_variable some_, room_;
  std::deque<Job> jobs_;  // never moves its elements
  std::deque<Job*> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool ended_ = false;
  std::atomic<std::size_t> resources_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

bool holds_definitions(std::string_view path) {
  static constexpr std::string_view kPackage = "package/";
  static constexpr std::string_view kBundles = "package/dist/fhir/r4/";
  static constexpr std::array<std::string_view, 9> kBundleFiles{
      "profiles-types.json",    "profiles-resources.json", "profiles-others.json", "extension-definitions.json",
      "search-parameters.json", "valuesets.json",          "v2-tables.json",       "v3-codesystems.json",
      "conceptmaps.json"};
  if (path.substr(0, kBundles.size()) == kBundles) {
    for (const std::string_view file : kBundleFiles) {
      if (path.substr(kBundles.size()) == file) return true;
    }
    return false;
  }
  if (path.substr(0, kPackage.size()) != kPackage) return false;
  const std::string_view file = path.substr(kPackage.size());
  return file.find('/') == std::string_view::npos && file.front() != '.' && file != "package.json" && file.size() > 5 &&
         file.substr(file.size() - 5) == ".json";
}

bool holds_local_definitions(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || path.find('/', slash + 1) != std::string_view::npos) return false;
  const std::string_view file = path.substr(slash + 1);
  return file.front() >= 'A' && file.front() <= 'Z' && file.find('-') != std::string_view::npos && file.size() > 5 &&
         file.substr(file.size() - 5) == ".json";
}

Result<ReadPackages> read_packages(const BuildPlan& plan, const Corrections& corrections, const Progress& progress) {
  const Parser parser(plan, corrections);
  Crew crew(parser, std::max(1U, plan.threads));
  for (std::size_t i = 0; i < plan.packages.size(); ++i) {
    const BuildPackage& package = plan.packages[i];
    if (progress) progress("reading " + package.id + "#" + package.version, crew.resources());
    for (const Document& d : package.documents) crew.give(i, d.name, d.bytes);
    if (package.path.empty()) continue;
    const bool local = package.id == "schakel.local";
    const Status status = read_package_files(package.path, local ? holds_local_definitions : holds_definitions,
                                             [&crew, i](std::string path, std::string bytes) {
                                               crew.give(i, std::move(path), std::move(bytes));
                                               return Status{};
                                             });
    if (!status) return failed(status.error());
  }
  ReadPackages all;
  for (Job& job : crew.finish()) {
    for (RawResource& r : job.resources) all.resources.push_back(std::move(r));
    for (Issue& p : job.problems) all.problems.push_back(std::move(p));
  }
  return all;
}

}  // namespace schakel::fhir
