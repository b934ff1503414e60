#pragma once
// Installing packages: from files without any network, from a registry or an address with a time limit.

#include "base/installation.h"
#include "base/result.h"
#include "fhir/packages/cache.h"
#include "fhir/packages/lock.h"

#include <functional>
#include <string>
#include <vector>

namespace schakel::app {

struct InstallOptions {
  std::string registry = "https://packages.fhir.org";
  bool dependencies = true;     // those of packages that came from the registry are fetched too
  bool lock = true;             // write packages.lock.json
  bool accept_changed = false;  // take a package whose digest differs from the locked one, and lock the new one
};

struct InstalledPackage {
  fhir::PackageCache::Installed what;
  std::string source;
};

// Dependencies of a package that neither the lock nor a substitution satisfies with an installed one.
Result<std::vector<fhir::PackageName>> unmet_dependencies(const fhir::Manifest& manifest,
                                                          const Installation& installation);

// `what`: FILE.tgz, a folder with `package/`, `id#version`, or an http(s) URL. A Fault `invalid` when the digest is
// another one than the locked. `say` hears what is being done.
Result<std::vector<InstalledPackage>> install_package(const std::string& what, const Installation& installation,
                                                      const InstallOptions& options,
                                                      const std::function<void(const std::string&)>& say);

}  // namespace schakel::app
