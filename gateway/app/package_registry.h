#pragma once
// Registries of FHIR packages: the part of npm's protocol that packages.fhir.org, packages2.fhir.org, Simplifier and
// npm itself share.
//
//   GET <registry>/<id>   {"dist-tags": {"latest": V}, "versions": {V: {"dist": {"tarball", "integrity"?, "shasum"?}}}}
//   GET <tarball>         checked against integrity (SHA-512), else shasum (SHA-1)
//
// Nothing waits longer than 10 s for a silent server. Redirects are followed, from https never to http.

#include "base/result.h"
#include "fhir/packages/manifest.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

// The bytes at an address. Faults: not_found (404, 410), unavailable (no answer, another status, broken off),
// too_large.
Result<std::string> download(const std::string& url, std::size_t most_bytes);

// One version that a registry has.
struct Release {
  fhir::PackageName name;  // with the exact version
  std::string tarball;     // its address
  std::string integrity;   // `sha512-<base64>`
  std::string shasum;      // SHA-1, hexadecimal
};

// What a version may say beside an exact one: `1.2.x`, `1.x`, `latest`, nothing (as `latest`). `current` and `dev` are
// no versions but builds of a package's editors: `invalid`.
Status check_wanted_version(const fhir::PackageName& wanted);
// The best of these versions: the exact one; the highest that fits; `latest` if the registry names one, else the
// highest release. Empty: none fits.
std::string choose_version(const std::vector<std::string>& versions, std::string_view latest, std::string_view wanted);
// By the rules of semantic versions: numbers as numbers, a pre-release before its release.
bool older(std::string_view a, std::string_view b);

// Finds a package. `not_found` says which versions there are.
Result<Release> find_release(const std::string& registry, const fhir::PackageName& wanted);
// Its bytes, checked. `invalid` when they are not what the registry states.
Result<std::string> fetch_release(const Release& release);

}  // namespace schakel::app
