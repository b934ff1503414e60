#include "fhir/packages/cache.h"

#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"
#include "fhir/packages/json_document.h"
#include "syntax/json/emitter.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <system_error>

namespace schakel::fhir {

namespace fs = std::filesystem;

namespace {

// The note beside an unpacked package.
constexpr std::string_view kNote = "/.schakel.json";

// One digest over names and contents, whatever order they came in.
std::string content_digest(const std::map<std::string, std::string>& digests) {
  Sha256 all;
  for (const auto& [path, digest] : digests) {
    all.add(path);
    all.add({"\0", 1});
    all.add(digest);
  }
  return hex(all.finish());
}

Status write_note(const std::string& folder, const std::string& sha256, const std::string& content) {
  std::string json;
  syntax::json::Emitter(json)
      .object()
      .member("sha256", std::string_view(sha256))
      .member("content", std::string_view(content))
      .end();
  return write_file(folder + std::string(kNote), json);
}

std::string note(const std::string& folder, std::string_view member) {
  auto json = read_file(folder + std::string(kNote));
  if (!json) return {};
  const auto document = JsonDocument::parse(std::move(*json), "note");
  return document ? JsonDocument::text((*document)->root(), member) : std::string{};
}

std::string part_folder(const std::string& root) {
  static std::atomic<unsigned> number{0};
  return root + "/.part-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
}

// Scoped names hold a slash: `@scope/name` lies in `@scope$name#1.0.0`.
std::string folder_name(const PackageName& name) {
  std::string folder = name.text();
  std::replace(folder.begin(), folder.end(), '/', '$');
  return folder;
}

}  // namespace

std::string PackageCache::path_of(const PackageName& name) const {
  const std::string path = root_ + "/" + folder_name(name);
  std::error_code ignored;
  return fs::is_regular_file(path + "/package/package.json", ignored) ? path : std::string{};
}

std::vector<PackageName> PackageCache::all() const {
  std::vector<PackageName> names;
  std::error_code error;
  for (fs::directory_iterator at(root_, error), end; !error && at != end; at.increment(error)) {
    std::string folder = at->path().filename().string();
    if (folder.front() == '.' || folder.find('#') == std::string::npos) continue;
    std::replace(folder.begin(), folder.end(), '$', '/');
    const PackageName name = PackageName::parse(folder);
    if (!path_of(name).empty()) names.push_back(name);
  }
  std::sort(names.begin(), names.end(), [](const PackageName& a, const PackageName& b) { return a.text() < b.text(); });
  return names;
}

Result<PackageCache::Installed> PackageCache::install(const std::string& source) const {
  auto manifest = read_manifest(source);
  if (!manifest) return failed(std::move(manifest.error()));
  Installed installed;
  installed.manifest = std::move(*manifest);
  std::error_code error;
  if (fs::is_regular_file(source, error)) {
    const auto bytes = read_file(source);
    if (!bytes) return failed(bytes.error());
    installed.sha256 = hex(sha256(*bytes));
  }
  fs::create_directories(root_, error);
  const std::string part = part_folder(root_);
  std::map<std::string, std::string> digests;
  Status status = read_package_files(
      source, [](std::string_view path) { return path.substr(0, 8) == "package/"; },
      [&](const std::string& path, const std::string& bytes) {
        digests[path] = hex(sha256(bytes));
        return write_file(part + "/" + path, bytes);
      });
  if (status) status = write_note(part, installed.sha256, content_digest(digests));
  installed.files = digests.size();
  const std::string target = root_ + "/" + folder_name(installed.manifest.name);
  if (status && fs::exists(target, error)) {
    installed.replaced = true;
    const std::string old = part_folder(root_);
    fs::rename(target, old, error);
    fs::remove_all(old, error);
  }
  if (status) {
    fs::rename(part, target, error);
    // Another process was quicker: its package is as good.
    if (error && path_of(installed.manifest.name).empty())
      status = failed(unavailable("installing to " + target + ": " + error.message()));
  }
  fs::remove_all(part, error);
  if (!status) return failed(status.error());
  return installed;
}

std::string PackageCache::sha256_of(const PackageName& name) const { return note(path_of(name), "sha256"); }

Result<std::string> PackageCache::damage(const PackageName& name) const {
  const std::string path = path_of(name);
  if (path.empty()) return std::string("it is not installed");
  const std::string noted = note(path, "content");
  if (noted.empty()) return std::string("it was unpacked by another tool: nothing to compare with");
  std::map<std::string, std::string> digests;
  const Status status = read_package_files(
      path, [](std::string_view file) { return file.substr(0, 8) == "package/"; },
      [&digests](const std::string& file, const std::string& bytes) {
        digests[file] = hex(sha256(bytes));
        return Status{};
      });
  if (!status) return failed(status.error());
  return content_digest(digests) == noted ? std::string{} : std::string("its files are not what was installed");
}

}  // namespace schakel::fhir
