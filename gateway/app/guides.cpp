#include "app/guides.h"

#include "app/package_registry.h"
#include "app/validate_documents.h"
#include "fhir/definitions/installed.h"

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <set>

namespace schakel::app {

namespace {

namespace fs = std::filesystem;

class Guides {
 public:
  explicit Guides(const Installation& installation) {
    caches_.emplace_back(installation.packages);
    if (const char* home = std::getenv("HOME")) caches_.emplace_back(std::string(home) + "/.fhir/packages");
    caches_.emplace_back("/var/lib/.fhir/packages");
    if (auto lock = fhir::Lock::read(installation.profiles + "/packages.lock.json")) {
      for (const fhir::LockedPackage& p : lock->packages) {
        if (!fhir::path_of(installation, p).empty()) installed_.packages.push_back(p);
      }
      installed_.substitutions = lock->substitutions;
    }
  }

  Status add(const std::string& guide) {
    std::error_code error;
    std::string path = guide;
    if (!fs::exists(guide, error)) {
      if (guide.find("://") != std::string::npos)
        return failed(invalid("--ig " + guide + ": nothing is fetched while validating; schakel package install " +
                              guide + " puts it into the cache"));
      path = in_caches(fhir::PackageName::parse(guide));
      if (path.empty())
        return failed(not_found("--ig " + guide +
                                " is no file, no folder and no package of a cache; schakel package "
                                "install puts packages there"));
    }
    return add_path(path);
  }

  Status add_dependencies() {
    while (!wanted_.empty()) {
      const auto [of, declared] = wanted_.front();
      wanted_.pop_front();
      if (installed_.satisfying(declared) != nullptr || given_.contains(declared.id)) continue;
      const std::string path = in_caches(declared);
      if (path.empty()) {
        given_.insert(declared.id);
        std::fprintf(stderr, "schakel: warning: %s needs %s, which is not there: what refers to it stays unresolved\n",
                     of.c_str(), declared.text().c_str());
        continue;
      }
      if (Status added = add_path(path); !added) return added;
    }
    return {};
  }

  std::vector<fhir::Document> documents;

 private:
  [[nodiscard]] std::string in_caches(const fhir::PackageName& wanted) const {
    for (const fhir::PackageCache& cache : caches_) {
      std::vector<std::string> versions;
      for (const fhir::PackageName& name : cache.all()) {
        if (name.id == wanted.id) versions.push_back(name.version);
      }
      const std::string version = choose_version(versions, {}, wanted.version);
      if (!version.empty()) return cache.path_of({wanted.id, version});
    }
    return {};
  }

  Status add_path(const std::string& path) {
    if (const auto manifest = fhir::read_manifest(path)) {
      if (!given_.insert(manifest->name.id).second) return {};
      for (const fhir::PackageName& d : manifest->dependencies) wanted_.push_back({manifest->name.text(), d});
    }
    return collect_documents(path, documents);
  }

  struct Wanted {
    std::string of;
    fhir::PackageName declared;
  };
  std::vector<fhir::PackageCache> caches_;
  fhir::Lock installed_;  // what is in the image
  std::deque<Wanted> wanted_;
  std::set<std::string> given_;  // ids
};

}  // namespace

Result<fhir::DefinitionsPtr> with_guides(fhir::DefinitionsPtr below, std::span<const std::string> guides,
                                         const Installation& installation) {
  Guides all(installation);
  for (const std::string& guide : guides) {
    if (Status added = all.add(guide); !added) return failed(added.error());
  }
  if (Status added = all.add_dependencies(); !added) return failed(added.error());
  if (all.documents.empty()) {
    if (!guides.empty()) std::fprintf(stderr, "schakel: warning: --ig: there are no definitions in it\n");
    return below;
  }
  Issues problems;
  auto over = fhir::overlay(std::move(below), std::move(all.documents), problems);
  for (const Issue& p : problems.all()) {
    if (p.severity != Severity::information)
      std::fprintf(stderr, "schakel: %s: %s\n", severity_code(p.severity).data(), text_of(p, false).c_str());
  }
  return over;
}

}  // namespace schakel::app
