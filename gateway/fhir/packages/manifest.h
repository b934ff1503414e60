#pragma once
// What a package says of itself: package/package.json
// (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification).

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

struct PackageName {
  std::string id, version;

  // `id#version`, also written `id@version`; an empty version when there is none.
  static PackageName parse(std::string_view text);
  [[nodiscard]] std::string text() const { return version.empty() ? id : id + "#" + version; }
  friend bool operator==(const PackageName&, const PackageName&) = default;
};

struct Manifest {
  PackageName name;
  std::string title, licence, canonical;
  std::vector<std::string> fhir_versions;
  std::vector<PackageName> dependencies;
};

// `invalid` when it is no JSON or has no name or version, or an id that is no name of a package (letters, digits, . -
// _).
Result<Manifest> parse_manifest(std::string_view json);
// Of a .tgz or an unpacked folder.
Result<Manifest> read_manifest(const std::string& tgz_or_folder);
bool is_package_id(std::string_view id);
bool is_package_version(std::string_view version);

}  // namespace schakel::fhir
