#include "app/package_install.h"

#include "fhir/definitions/installed.h"
#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"
#include "transport/http_client/http_client.h"

#include <unistd.h>

#include <deque>
#include <filesystem>
#include <optional>

namespace schakel::app {

namespace fs = std::filesystem;

namespace {

constexpr Milliseconds kPatience{10'000};

bool is_url(const std::string& text) { return text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0; }

Result<std::string> download(const std::string& url) {
  auto client = transport::HttpClient::create(1);
  if (!client) return failed(client.error());
  transport::ClientRequest request;
  request.method = "GET";
  request.url = url;
  request.connect_timeout = kPatience;
  request.timeout = Milliseconds{120'000};
  request.max_answer_bytes = std::size_t{512} * 1024 * 1024;
  std::optional<transport::ClientResponse> answer;
  const Status sent =
      (*client)->send(std::move(request), [&answer](transport::ClientResponse a) { answer = std::move(a); });
  if (!sent) return failed(sent.error());
  while (!answer) (*client)->run(Milliseconds{100});
  if (!answer->error.empty()) return failed(unavailable(url + ": " + answer->error));
  if (answer->status == 404) return failed(not_found(url + " does not exist there"));
  if (answer->status != 200) return failed(unavailable(url + " answers " + std::to_string(answer->status)));
  return std::move(answer->body);
}

std::vector<fhir::PackageName> unmet(const fhir::Manifest& manifest, const Installation& installation,
                                     const fhir::Lock& lock) {
  std::vector<fhir::PackageName> names;
  for (const fhir::PackageName& d : manifest.dependencies) {
    const fhir::LockedPackage* used = lock.satisfying(d);
    if (used == nullptr || fhir::path_of(installation, *used).empty()) names.push_back(d);
  }
  return names;
}

// One package that is to be installed, and where it comes from.
struct Wanted {
  std::string what;
  bool from_registry = false;
};

class Installer {
 public:
  Installer(const Installation& installation, const InstallOptions& options,
            const std::function<void(const std::string&)>& say)
      : installation_(installation), options_(options), say_(say), cache_(installation.packages) {}

  Result<std::vector<InstalledPackage>> run(const std::string& what) {
    auto lock = fhir::Lock::read(installation_.profiles + "/packages.lock.json");
    if (!lock) return failed(std::move(lock.error()));
    lock_ = std::move(*lock);
    std::vector<InstalledPackage> installed;
    std::deque<Wanted> wanted{{what, false}};
    while (!wanted.empty()) {
      const Wanted next = wanted.front();
      wanted.pop_front();
      auto one = install(next);
      if (!one) return failed(std::move(one.error()));
      if (options_.dependencies && !is_url(what) && !is_file(what)) {
        for (const fhir::PackageName& d : unmet(one->what.manifest, installation_, lock_))
          wanted.push_back({d.text(), true});
      }
      installed.push_back(std::move(*one));
    }
    if (!options_.lock) return installed;
    const Status written = fhir::write_file(installation_.profiles + "/packages.lock.json", lock_.text(), true);
    if (!written) return failed(written.error());
    return installed;
  }

 private:
  static bool is_file(const std::string& what) {
    std::error_code ignored;
    return fs::exists(what, ignored);
  }

  Result<InstalledPackage> install(const Wanted& wanted) {
    if (!wanted.from_registry && is_file(wanted.what)) {
      say_("unpacking " + wanted.what);
      return install_from(wanted.what, "file:" + fs::path(wanted.what).filename().string());
    }
    std::string url = wanted.what;
    std::string source = url;
    if (!is_url(url)) {
      const auto name = fhir::PackageName::parse(url);
      if (!fhir::is_package_id(name.id) || !fhir::is_package_version(name.version)) {
        return failed(not_found(wanted.what + " is no file, no URL and no id#version"));
      }
      url = options_.registry + "/" + name.id + "/" + name.version;
      source = url;
    }
    say_("fetching " + url + " (gives up when it is silent for 10 s)");
    const auto bytes = download(url);
    if (!bytes) return failed(bytes.error());
    const std::string file = installation_.packages + "/.download-" + std::to_string(::getpid()) + ".tgz";
    const Status written = fhir::write_file(file, *bytes);
    if (!written) return failed(written.error());
    auto installed = install_from(file, source);
    std::error_code ignored;
    fs::remove(file, ignored);
    return installed;
  }

  Result<InstalledPackage> install_from(const std::string& path, const std::string& source) {
    InstalledPackage package;
    package.source = source;
    if (Status ok = check_digest(path); !ok) return failed(ok.error());
    auto installed = cache_.install(path);
    if (!installed) return failed(std::move(installed.error()));
    package.what = std::move(*installed);
    const fhir::Manifest& manifest = package.what.manifest;
    if (lock_.find(manifest.name) == nullptr || options_.accept_changed) {
      fhir::LockedPackage locked;
      locked.name = manifest.name;
      locked.source = source;
      locked.sha256 = package.what.sha256;
      locked.licence = manifest.licence;
      lock_.put(std::move(locked));
    }
    return package;
  }

  // What is locked is only replaced by itself.
  Status check_digest(const std::string& path) {
    std::error_code ignored;
    if (options_.accept_changed || fs::is_directory(path, ignored)) return {};
    const auto manifest = fhir::read_manifest(path);
    if (!manifest) return failed(manifest.error());
    const fhir::LockedPackage* locked = lock_.find(manifest->name);
    if (locked == nullptr || locked->sha256.empty()) return {};
    const auto bytes = fhir::read_file(path);
    if (!bytes) return failed(bytes.error());
    if (fhir::hex(fhir::sha256(*bytes)) == locked->sha256) return {};
    return failed(
        invalid(manifest->name.text() +
                " is not the package that packages.lock.json states (another SHA-256); --accept-changed takes it"));
  }

  const Installation& installation_;
  const InstallOptions& options_;
  const std::function<void(const std::string&)>& say_;
  fhir::PackageCache cache_;
  fhir::Lock lock_;
};

}  // namespace

Result<std::vector<fhir::PackageName>> unmet_dependencies(const fhir::Manifest& manifest,
                                                          const Installation& installation) {
  const auto lock = fhir::Lock::read(installation.profiles + "/packages.lock.json");
  if (!lock) return failed(lock.error());
  return unmet(manifest, installation, *lock);
}

Result<std::vector<InstalledPackage>> install_package(const std::string& what, const Installation& installation,
                                                      const InstallOptions& options,
                                                      const std::function<void(const std::string&)>& say) {
  return Installer(installation, options, say).run(what);
}

}  // namespace schakel::app
