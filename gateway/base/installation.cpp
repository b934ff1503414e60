#include "base/installation.h"

#include <filesystem>
#include <system_error>

namespace schakel {

namespace fs = std::filesystem;

namespace {

Installation in_checkout(const fs::path& root) {
  return {.checkout = true,
          .root = root.string(),
          .mappings = (root / "mappings").string(),
          .profiles = (root / "profiles").string(),
          .image = (root / "build/definitions/schakel.image").string(),
          .packages = (root / "build/packages").string(),
          .downloads = (root / "build/downloads").string()};
}

Installation installed(const fs::path& share) {
  return {.checkout = false,
          .root = share.string(),
          .mappings = (share / "mappings").string(),
          .profiles = (share / "profiles").string(),
          .image = (share / "definitions/schakel.image").string(),
          .packages = (share / "definitions/packages").string(),
          .downloads = (share / "definitions/downloads").string()};
}

}  // namespace

Result<Installation> installation_of(const std::string& binary) {
  std::error_code ignored;
  for (fs::path folder = fs::path(binary).parent_path();; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / "gateway/CMakeLists.txt", ignored)) return in_checkout(folder);
    if (fs::is_directory(folder / "share/schakel/mappings", ignored)) return installed(folder / "share/schakel");
    if (folder == folder.parent_path()) break;
  }
  return failed(
      not_found("no mappings and profiles belong to " + binary +
                ": it stands neither in a checkout (build/<preset>/) nor in PREFIX/bin with PREFIX/share/schakel"));
}

Result<Installation> this_installation() {
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (error) return failed(unavailable("/proc/self/exe: " + error.message()));
  return installation_of(binary.string());
}

}  // namespace schakel
