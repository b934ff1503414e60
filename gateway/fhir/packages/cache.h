#pragma once
// The FHIR package cache: `<id>#<version>/package/...`, as all FHIR tools lay it out
// (https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache). A half-written package is never visible: it is unpacked
// beside and renamed. Thread rule: any thread and any process; two that install the same package both succeed.

#include "base/result.h"
#include "fhir/packages/manifest.h"

#include <string>
#include <vector>

namespace schakel::fhir {

class PackageCache {
 public:
  explicit PackageCache(std::string root) : root_(std::move(root)) {}

  struct Installed {
    Manifest manifest;
    std::string sha256;  // of the .tgz; empty for a package that another tool unpacked
    std::size_t files = 0;
    bool replaced = false;  // it was there before
  };
  // From a .tgz on disk or a folder that holds `package/`.
  Result<Installed> install(const std::string& tgz_or_folder) const;

  // The folder of a package; empty when it is not installed.
  [[nodiscard]] std::string path_of(const PackageName& name) const;
  // Sorted by name.
  [[nodiscard]] std::vector<PackageName> all() const;
  // Digest of the .tgz it was unpacked from, as noted beside it; empty when there is no note.
  [[nodiscard]] std::string sha256_of(const PackageName& name) const;
  // What is wrong with the files of a package compared with what was noted when it was installed; empty: nothing. A
  // Fault `not_found`: nothing was noted.
  [[nodiscard]] Result<std::string> damage(const PackageName& name) const;

  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  std::string root_;
};

}  // namespace schakel::fhir
