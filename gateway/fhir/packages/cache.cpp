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

using Digests = std::map<std::string, std::string>;  // of each file, by its path

Status write_note(const std::string& folder, const std::string& sha256, const Digests& digests) {
  std::string json;
  syntax::json::Emitter emitter(json);
  emitter.object().member("sha256", std::string_view(sha256)).key("files").object();
  for (const auto& [path, digest] : digests) emitter.member(path, std::string_view(digest));
  emitter.end().end();
  return write_file(folder + std::string(kNote), json);
}

std::unique_ptr<JsonDocument> read_note(const std::string& folder) {
  auto json = read_file(folder + std::string(kNote));
  if (!json) return nullptr;
  auto document = JsonDocument::parse(std::move(*json), "note");
  return document ? std::move(*document) : nullptr;
}

// What is unlike, a few of it by name; empty: nothing.
std::string difference(const Digests& noted, const Digests& found) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> unlike;
  for (const auto& [path, digest] : noted) {
    const auto there = found.find(path);
    if (there == found.end()) {
      unlike.push_back(path + " is missing");
    } else if (there->second != digest) {
      unlike.push_back(path + " was changed");
    }
  }
  for (const auto& [path, digest] : found) {
    if (noted.find(path) == noted.end()) unlike.push_back(path + " was added");
  }
  std::string text;
  for (std::size_t i = 0; i < unlike.size() && i < kNamed; ++i) text += (i == 0 ? "" : ", ") + unlike[i];
  if (unlike.size() > kNamed) text += " and " + std::to_string(unlike.size() - kNamed) + " more";
  return text;
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
  Digests digests;
  Status status = read_package_files(
      source, [](std::string_view path) { return path.substr(0, 8) == "package/"; },
      [&](const std::string& path, const std::string& bytes) {
        digests[path] = hex(sha256(bytes));
        return write_file(part + "/" + path, bytes);
      });
  if (status) status = write_note(part, installed.sha256, digests);
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

std::string PackageCache::sha256_of(const PackageName& name) const {
  const auto note = read_note(path_of(name));
  return note != nullptr ? JsonDocument::text(note->root(), "sha256") : std::string{};
}

Result<std::string> PackageCache::damage(const PackageName& name) const {
  const std::string path = path_of(name);
  if (path.empty()) return std::string("it is not installed");
  const auto note = read_note(path);
  Digests noted;
  if (note != nullptr) {
    for (const Node* file : JsonDocument::items(note->root(), "files"))
      noted.emplace(file->name().text(), file->value().reveal());
  }
  if (noted.empty()) return failed(not_found("unpacked by another tool or an older version: nothing to compare with"));
  Digests digests;
  const Status status = read_package_files(
      path, [](std::string_view file) { return file.substr(0, 8) == "package/"; },
      [&digests](const std::string& file, const std::string& bytes) {
        digests[file] = hex(sha256(bytes));
        return Status{};
      });
  if (!status) return failed(status.error());
  return difference(noted, digests);
}

}  // namespace schakel::fhir
