#pragma once
// packages.lock.json: which packages make the definitions, exactly, in their order of preference; and what is used in
// place of what packages declare but nobody can get.
//
//   {"packages": [{"id", "version", "source", "sha256", "licence", "optional"?, "note"?}],
//    "substitutions": [{"declared": "id#version" | "id#*", "used": "id#version", "reason"}]}
//
// `source`: `npm:name@version` (fetched by ./run setup), `file:name.tgz`, or a URL. `sha256` is of the .tgz. An
// optional package that is not installed is no fault: what needs it says so.

#include "base/result.h"
#include "fhir/packages/manifest.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

struct LockedPackage {
  PackageName name;
  std::string source, sha256, licence, note;
  bool optional = false;
};

struct Substitution {
  PackageName declared, used;
  std::string reason;
};

struct Lock {
  std::vector<LockedPackage> packages;
  std::vector<Substitution> substitutions;

  static Result<Lock> parse(std::string_view json);
  static Result<Lock> read(const std::string& path);
  // Stable: what parse() reads, two spaces a level, ends with a line end.
  [[nodiscard]] std::string text() const;

  // Replaces the entry of that name or appends it.
  void put(LockedPackage package);
  [[nodiscard]] const LockedPackage* find(const PackageName& name) const;
  [[nodiscard]] const Substitution* substitution(const PackageName& declared) const;

  // The locked package that satisfies a declared dependency: itself; a substitution; `1.2.x` any of 1.2; `latest`,
  // `current`, `dev` any version. Null: none does. `by` is set when a substitution was needed.
  const LockedPackage* satisfying(const PackageName& declared, const Substitution** by = nullptr) const;
};

}  // namespace schakel::fhir
