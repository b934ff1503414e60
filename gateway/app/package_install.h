#pragma once
// Installing packages: from files without any network, from registries (app/package_registry.h) or an address with a
// time limit.

#include "base/installation.h"
#include "base/result.h"
#include "fhir/packages/cache.h"
#include "fhir/packages/lock.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace schakel::app {

struct InstallOptions {
  std::vector<std::string> registries = {"https://packages.fhir.org"};  // asked in this order
  bool dependencies = true;     // those of packages that came from a registry are fetched too
  bool lock = true;             // write packages.lock.json
  bool accept_changed = false;  // take a package whose digest differs from the locked one, and lock the new one
};

struct InstalledPackage {
  fhir::PackageCache::Installed what;
  std::string source;
  bool already_there = false;  // locked and intact: nothing was done
};

// A dependency that is neither installed nor met by a substitution: what refers to it stays unresolved.
struct Unmet {
  fhir::PackageName of, declared;
  std::string reason;  // why it was not fetched; empty: it was not looked for
};

struct InstallReport {
  std::vector<InstalledPackage> installed;  // in the order they were asked for, then what they depend on
  std::vector<Unmet> unmet;
};

// Each of `what`: FILE.tgz, a folder with `package/`, `id#version` (also `id`, `id#1.2.x`, `id#latest`), or an http(s)
// URL. What packages depend on is looked for once each, whatever their order, cycles too; one that cannot be had is
// unmet, not a Fault. Faults: `invalid` when a package is damaged, is of another version of FHIR, or has another digest
// than the locked one; the packages before it stay installed. `say` hears what is being done. Thread and process rule:
// one at a time; others wait.
Result<InstallReport> install_packages(std::span<const std::string> what, const Installation& installation,
                                       const InstallOptions& options,
                                       const std::function<void(const std::string&)>& say);

}  // namespace schakel::app
