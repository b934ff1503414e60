#include "app/package_install.h"

#include "app/package_registry.h"
#include "fhir/definitions/installed.h"
#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>
#include <set>

namespace schakel::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPackageBytes = std::size_t{512} * 1024 * 1024;

bool is_url(const std::string& text) { return text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0; }

bool is_there(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// Names that someone means as a file, though a package could be called so.
bool looks_like_file(const std::string& text) {
  for (const std::string_view end : {".tgz", ".tar.gz", ".gz", ".zip"}) {
    if (text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0) return true;
  }
  return text.find('/') != std::string::npos && text.front() != '@';
}

// The cache and the lock file are one process's at a time.
class Held {
 public:
  Held(const std::string& cache, const std::function<void(const std::string&)>& say) {
    std::error_code ignored;
    fs::create_directories(cache, ignored);
    folder_ = ::open(cache.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0 || ::flock(folder_, LOCK_EX | LOCK_NB) == 0) return;
    say("waiting for another installation to end");
    ::flock(folder_, LOCK_EX);
  }
  ~Held() {
    if (folder_ >= 0) ::close(folder_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  int folder_ = -1;
};

class Installer {
 public:
  Installer(const Installation& installation, const InstallOptions& options,
            const std::function<void(const std::string&)>& say)
      : installation_(installation), options_(options), say_(say), cache_(installation.packages) {}

  Result<InstallReport> run(std::span<const std::string> all) {
    const Held held(installation_.packages, say_);
    auto lock = fhir::Lock::read(installation_.profiles + "/packages.lock.json");
    if (!lock) return failed(std::move(lock.error()));
    lock_ = std::move(*lock);
    Status done;
    for (const std::string& what : all) {
      const bool local = is_there(what);
      auto one = local ? install_from(what, "file:" + fs::path(what).filename().string()) : install_remote(what);
      if (!one) {
        done = failed(std::move(one.error()));
        break;
      }
      keep(std::move(*one), !local && !is_url(what) && options_.dependencies);
    }
    if (done) close();
    if (options_.lock && !report_.installed.empty()) {
      const Status written = fhir::write_file(installation_.profiles + "/packages.lock.json", lock_.text(), true);
      if (!written) return failed(written.error());
    }
    if (!done) return failed(std::move(done.error()));
    return std::move(report_);
  }

 private:
  // A dependency that is to be met.
  struct Wanted {
    fhir::PackageName of, declared;
    bool fetch = false;
  };

  void keep(InstalledPackage package, bool fetch_dependencies) {
    for (const fhir::PackageName& d : package.what.manifest.dependencies)
      wanted_.push_back({package.what.manifest.name, d, fetch_dependencies});
    report_.installed.push_back(std::move(package));
  }

  [[nodiscard]] bool is_met(const fhir::PackageName& declared) const {
    const fhir::LockedPackage* used = lock_.satisfying(declared);
    return used != nullptr && !fhir::path_of(installation_, *used).empty();
  }

  // The closure of dependencies; each name is looked for once.
  void close() {
    std::set<std::string> tried;
    bool reachable = true;
    while (!wanted_.empty()) {
      const Wanted next = wanted_.front();
      wanted_.pop_front();
      if (is_met(next.declared) || !tried.insert(next.declared.text()).second) continue;
      Unmet unmet{next.of, next.declared, {}};
      if (next.fetch && !reachable) unmet.reason = "the registry does not answer";
      if (next.fetch && reachable) {
        auto installed = install_remote(next.declared.text());
        if (installed) {
          keep(std::move(*installed), true);
          continue;
        }
        reachable = installed.error().kind != FaultKind::unavailable;
        unmet.reason = installed.error().message;
      }
      report_.unmet.push_back(std::move(unmet));
    }
  }

  Result<InstalledPackage> install_remote(const std::string& what) {
    if (is_url(what)) {
      say_("fetching " + what + " (gives up when it is silent for 10 s)");
      auto bytes = download(what, kPackageBytes);
      if (!bytes) return failed(std::move(bytes.error()));
      return install_bytes(*bytes, what, nullptr);
    }
    const auto wanted = fhir::PackageName::parse(what);
    if (looks_like_file(what)) return failed(not_found("no file at " + what));
    if (Status good = check_wanted_version(wanted); !good) return failed(std::move(good.error()));
    if (auto there = already_there(wanted)) return std::move(*there);
    Fault last = not_found("no registry was named");
    for (const std::string& registry : options_.registries) {
      say_("looking for " + wanted.text() + " at " + registry + " (gives up when it is silent for 10 s)");
      const auto release = find_release(registry, wanted);
      if (!release) {
        last = release.error();
        continue;
      }
      say_("fetching " + release->tarball);
      auto bytes = fetch_release(*release);
      if (!bytes) return failed(std::move(bytes.error()));
      return install_bytes(*bytes, release->tarball, &release->name);
    }
    return failed(std::move(last));
  }

  // The locked package, intact: nothing is fetched again.
  std::optional<InstalledPackage> already_there(const fhir::PackageName& wanted) {
    const fhir::LockedPackage* locked = lock_.find(wanted);
    if (locked == nullptr || options_.accept_changed) return std::nullopt;
    const std::string path = fhir::path_of(installation_, *locked);
    std::error_code ignored;
    if (path.empty()) return std::nullopt;
    InstalledPackage package;
    package.source = locked->source;
    package.already_there = true;
    package.what.manifest.name = wanted;
    if (fs::is_regular_file(path, ignored)) return package;
    const auto damage = cache_.damage(wanted);
    if (!damage || !damage->empty()) return std::nullopt;
    if (auto manifest = fhir::read_manifest(path)) package.what.manifest = std::move(*manifest);
    return package;
  }

  // `expected`: what a registry said that it is; null: whatever it is.
  Result<InstalledPackage> install_bytes(const std::string& bytes, const std::string& source,
                                         const fhir::PackageName* expected) {
    const std::string file = installation_.packages + "/.download-" + std::to_string(::getpid()) + ".tgz";
    if (const Status written = fhir::write_file(file, bytes); !written) return failed(written.error());
    auto installed = [&]() -> Result<InstalledPackage> {
      if (expected != nullptr) {
        const auto manifest = fhir::read_manifest(file);
        if (!manifest) return failed(damaged(source, manifest.error()));
        if (!(manifest->name == *expected))
          return failed(invalid(source + " holds " + manifest->name.text() + ", not " + expected->text()));
      }
      return install_from(file, source);
    }();
    std::error_code ignored;
    fs::remove(file, ignored);
    return installed;
  }

  static Fault damaged(const std::string& source, const Fault& why) {
    return why.kind == FaultKind::invalid ? invalid(source + " is no package: it has no readable package/package.json")
                                          : why;
  }

  Result<InstalledPackage> install_from(const std::string& path, const std::string& source) {
    if (source.rfind("file:", 0) == 0) say_("unpacking " + path);
    const auto manifest = fhir::read_manifest(path);
    if (!manifest) return failed(source.rfind("file:", 0) == 0 ? manifest.error() : damaged(source, manifest.error()));
    if (Status ok = check_fhir_version(*manifest); !ok) return failed(ok.error());
    if (Status ok = check_digest(path, *manifest); !ok) return failed(ok.error());
    auto installed = cache_.install(path);
    if (!installed) return failed(std::move(installed.error()));
    InstalledPackage package{std::move(*installed), source};
    if (lock_.find(manifest->name) == nullptr || options_.accept_changed) {
      fhir::LockedPackage locked;
      locked.name = manifest->name;
      locked.source = source;
      locked.sha256 = package.what.sha256;
      locked.licence = manifest->licence;
      lock_.put(std::move(locked));
    }
    return package;
  }

  // R4 and R4B share what we read; definitions of another version would mean something else.
  static Status check_fhir_version(const fhir::Manifest& manifest) {
    const std::vector<std::string>& versions = manifest.fhir_versions;
    const auto ours = [](const std::string& v) { return v.rfind("4.0", 0) == 0 || v.rfind("4.3", 0) == 0; };
    if (versions.empty() || std::any_of(versions.begin(), versions.end(), ours)) return {};
    return failed(
        invalid(manifest.name.text() + " is of FHIR " + versions.front() + "; only R4 (4.0.1) is understood"));
  }

  // What is locked is only replaced by itself.
  Status check_digest(const std::string& path, const fhir::Manifest& manifest) {
    std::error_code ignored;
    if (options_.accept_changed || fs::is_directory(path, ignored)) return {};
    const fhir::LockedPackage* locked = lock_.find(manifest.name);
    if (locked == nullptr || locked->sha256.empty()) return {};
    const auto bytes = fhir::read_file(path);
    if (!bytes) return failed(bytes.error());
    if (fhir::hex(fhir::sha256(*bytes)) == locked->sha256) return {};
    return failed(
        invalid(manifest.name.text() +
                " is not the package that packages.lock.json states (another SHA-256); --accept-changed takes it"));
  }

  const Installation& installation_;
  const InstallOptions& options_;
  const std::function<void(const std::string&)>& say_;
  fhir::PackageCache cache_;
  fhir::Lock lock_;
  std::deque<Wanted> wanted_;
  InstallReport report_;
};

}  // namespace

Result<InstallReport> install_packages(std::span<const std::string> what, const Installation& installation,
                                       const InstallOptions& options,
                                       const std::function<void(const std::string&)>& say) {
  return Installer(installation, options, say).run(what);
}

}  // namespace schakel::app
