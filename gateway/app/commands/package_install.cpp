// `schakel package install`: puts FHIR packages into the cache and the lock file.

#include "app/package_install.h"
#include "app/commands/command.h"
#include "app/progress.h"

#include <cstdio>

namespace schakel::app {

namespace {

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return fault.kind == FaultKind::invalid || fault.kind == FaultKind::not_found ? kInputIsWrong : kFailed;
}

int run(const Arguments& arguments) {
  const auto installation = this_installation();
  if (!installation) return complain(installation.error());
  InstallOptions options;
  const auto registries = arguments.all("--registry");
  options.registries.assign(registries.begin(), registries.end());
  options.dependencies = !arguments.has("--no-dependencies");
  options.lock = !arguments.has("--no-lock");
  options.accept_changed = arguments.has("--accept-changed");
  const auto report = install_packages(arguments.all("PACKAGE"), *installation, options,
                                       [](const std::string& step) { std::fprintf(stderr, "%s\n", step.c_str()); });
  if (!report) return complain(report.error());
  for (const InstalledPackage& p : report->installed) {
    if (p.already_there) {
      std::printf("%s: is installed already\n", p.what.manifest.name.text().c_str());
      continue;
    }
    std::printf("%s: %zu files%s\n", p.what.manifest.name.text().c_str(), p.what.files,
                p.what.replaced ? ", replaced" : "");
  }
  const bool strict = arguments.has("--strict");
  for (const Unmet& u : report->unmet) {
    std::printf("%s: %s needs %s, which is not installed: what refers to it stays unresolved%s%s%s\n",
                strict ? "error" : "warning", u.of.text().c_str(), u.declared.text().c_str(),
                u.reason.empty() ? "" : " (", u.reason.c_str(), u.reason.empty() ? "" : ")");
  }
  return strict && !report->unmet.empty() ? kInputIsWrong : kDone;
}

constexpr Option kOptions[] = {
    {.name = "PACKAGE",
     .value = {},
     .help = "FILE.tgz, a folder with package/, id#version (2.1.2, 2.1.x, latest), or a URL",
     .required = true,
     .many = true},
    {.name = "--registry",
     .value = "URL",
     .help = "Where id#version is looked for; several are asked in turn",
     .many = true,
     .fallback = "https://packages.fhir.org"},
    {.name = "--no-dependencies", .value = {}, .help = "Do not fetch what a package from the registry depends on"},
    {.name = "--no-lock",
     .value = {},
     .help = "Leave profiles/packages.lock.json as it is: the package is not compiled in"},
    {.name = "--accept-changed",
     .value = {},
     .help = "Take a package whose content differs from the locked one, and lock the new one"},
    {.name = "--strict", .value = {}, .help = "An unmet dependency is an error"},
};

}  // namespace

extern const Command kPackageInstall;
const Command kPackageInstall{
    .name = "package install",
    .summary = "Put FHIR packages into the cache and into packages.lock.json",
    .text =
        "A package is unpacked to <cache>/<id>#<version>/package, as FHIR tools lay it out; a half-written one is "
        "never seen.\n"
        "A file never goes to the network; registries are asked as npm asks them, what they send is compared with the "
        "digest they state.\nThe next command that needs definitions compiles the package in.\n"
        "Exit code 1: a package is damaged, another one than locked, or not to be found. 2: no answer.",
    .examples =
        "  schakel package install hl7.fhir.be.core-2.1.2.tgz      from a file\n"
        "  schakel package install hl7.fhir.be.core#2.1.2          from the registry, with what it depends on\n"
        "  schakel package install https://example.org/ig/package.tgz",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
