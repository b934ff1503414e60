#pragma once
// What can be wrong with definitions: kept in the image, so that it is said at every start and not only when it was
// built.

#include "tree/issue.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

namespace problem {
inline constexpr Message kPackageNotInstalled{"package-not-installed", "Package {0} is not installed: {1}"};
inline constexpr Message kDependencyMissing{
    "package-dependency-missing", "{0} needs {1}, which is not installed: what refers to it stays unresolved"};
inline constexpr Message kDependencySubstituted{"package-dependency-substituted",
                                                "{0} needs {1}; {2} is used instead ({3})"};
inline constexpr Message kUnreadable{"definition-unreadable", "{0} is no readable FHIR resource and is left out: {1}"};
inline constexpr Message kNoCanonical{"definition-no-canonical",
                                      "{0} has no url that anything could refer to; it is left out"};
inline constexpr Message kSnapshotFailed{"definition-snapshot-failed", "The snapshot of {0} cannot be made: {1}"};
inline constexpr Message kCorrectionUnused{"definition-correction-unused", "The correction of {0} does not apply: {1}"};
inline constexpr Message kAttachedUnusable{"definitions-attached-unusable",
                                           "{0}: load it again (`schakel terminology load`)"};
}  // namespace problem

std::string problems_to_json(const std::vector<Issue>& problems);
// Empty text gives none.
std::vector<Issue> problems_from_json(std::string_view json);

}  // namespace schakel::fhir
