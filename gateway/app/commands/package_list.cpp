// `schakel package list|tree|verify`: what is locked, what is there, what depends on what.

#include "app/commands/command.h"
#include "base/installation.h"
#include "fhir/definitions/image_file.h"
#include "fhir/definitions/installed.h"
#include "fhir/packages/archive.h"
#include "fhir/packages/digest.h"

#include <cstdio>
#include <filesystem>
#include <set>

namespace schakel::app {

namespace {

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

// What all three start from.
struct State {
  Installation installation;
  fhir::Lock lock;
};

Result<State> read_state() {
  auto installation = this_installation();
  if (!installation) return failed(std::move(installation.error()));
  auto lock = fhir::Lock::read(installation->profiles + "/packages.lock.json");
  if (!lock) return failed(std::move(lock.error()));
  return State{std::move(*installation), std::move(*lock)};
}

int list(const Arguments&) {
  const auto state = read_state();
  if (!state) return complain(state.error());
  for (const fhir::LockedPackage& p : state->lock.packages) {
    const bool there = !fhir::path_of(state->installation, p).empty();
    std::printf("%-13s  %-52s  %-10s  %s\n", there ? "installed" : "not installed", p.name.text().c_str(),
                p.licence.c_str(), p.source.c_str());
  }
  for (const fhir::PackageName& name : fhir::PackageCache(state->installation.packages).all()) {
    if (state->lock.find(name) == nullptr)
      std::printf("%-13s  %-52s  in the cache, not compiled in\n", "not locked", name.text().c_str());
  }
  return kDone;
}

// A package that was shown with its dependencies before is only named again.
bool print_tree(const State& state, const fhir::LockedPackage& package, std::set<std::string>& shown,
                std::size_t depth) {
  const std::string path = fhir::path_of(state.installation, package);
  const auto manifest =
      path.empty() || package.name.id == "hl7.fhir.r4.core" ? failed(not_found("")) : fhir::read_manifest(path);
  if (!manifest) return true;
  bool met = true;
  shown.insert(package.name.text());
  for (const fhir::PackageName& declared : manifest->dependencies) {
    const fhir::Substitution* by = nullptr;
    const fhir::LockedPackage* used = state.lock.satisfying(declared, &by);
    const bool there = used != nullptr && !fhir::path_of(state.installation, *used).empty();
    met = met && there;
    std::string note;
    if (used != nullptr && !(used->name == declared))
      note = " -> " + used->name.text() + (by != nullptr ? " (" + by->reason + ")" : "");
    if (!there) note += used != nullptr ? "  NOT INSTALLED" : "  UNMET: what refers to it stays unresolved";
    std::printf("%*s%s%s\n", static_cast<int>(depth * 2), "", declared.text().c_str(), note.c_str());
    if (there && !shown.contains(used->name.text())) met = print_tree(state, *used, shown, depth + 1) && met;
  }
  return met;
}

int tree(const Arguments& arguments) {
  const auto state = read_state();
  if (!state) return complain(state.error());
  const auto asked = arguments.find("PACKAGE");
  bool met = true;
  bool found = false;
  std::set<std::string> shown;
  for (const fhir::LockedPackage& p : state->lock.packages) {
    if (asked && p.name.id != *asked && p.name.text() != *asked) continue;
    found = true;
    const bool there = !fhir::path_of(state->installation, p).empty();
    std::printf("%s%s\n", p.name.text().c_str(), there ? "" : "  NOT INSTALLED");
    if (!shown.contains(p.name.text())) met = print_tree(*state, p, shown, 1) && met;
  }
  if (!found) {
    std::fprintf(stderr, "schakel: %s is not in packages.lock.json\n", std::string(*asked).c_str());
    return kInputIsWrong;
  }
  return met || !arguments.has("--strict") ? kDone : kInputIsWrong;
}

struct Verdict {
  std::string_view status = "ok";
  std::string why = {};
};
Verdict wrong(std::string why) { return {"WRONG", std::move(why)}; }

Verdict verdict_of(const State& state, const fhir::LockedPackage& p) {
  const std::string path = fhir::path_of(state.installation, p);
  if (path.empty()) return p.optional ? Verdict{"not installed"} : wrong("it is not installed");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    const auto bytes = fhir::read_file(path);
    if (!bytes) return wrong(bytes.error().message);
    return fhir::hex(fhir::sha256(*bytes)) == p.sha256 ? Verdict{} : wrong("its SHA-256 is not the locked one");
  }
  const fhir::PackageCache cache(state.installation.packages);
  const std::string noted = cache.sha256_of(p.name);
  if (!p.sha256.empty() && !noted.empty() && noted != p.sha256)
    return wrong("it was installed from another file than the locked one (SHA-256)");
  const auto damage = cache.damage(p.name);
  if (!damage && damage.error().kind == FaultKind::not_found) return {"not known", damage.error().message};
  if (!damage) return wrong(damage.error().message);
  return damage->empty() ? Verdict{} : wrong(*damage);
}

int verify(const Arguments&) {
  const auto state = read_state();
  if (!state) return complain(state.error());
  std::size_t wrong_ones = 0;
  for (const fhir::LockedPackage& p : state->lock.packages) {
    const Verdict verdict = verdict_of(*state, p);
    if (verdict.status == "WRONG") ++wrong_ones;
    std::printf("%-13s  %s%s%s\n", std::string(verdict.status).c_str(), p.name.text().c_str(),
                verdict.why.empty() ? "" : ": ", verdict.why.c_str());
  }
  const auto image = fhir::ImageFile::open(state->installation.image);
  const bool intact = image && (*image)->intact();
  if (!intact && !(!image && image.error().kind == FaultKind::not_found)) ++wrong_ones;
  std::printf("%-13s  %s\n",
              intact                                                 ? "ok"
              : !image && image.error().kind == FaultKind::not_found ? "not built"
                                                                     : "WRONG",
              state->installation.image.c_str());
  return wrong_ones == 0 ? kDone : kInputIsWrong;
}

constexpr Option kTreeOptions[] = {
    {.name = "PACKAGE", .value = {}, .help = "Only this one, by id or id#version"},
    {.name = "--strict", .value = {}, .help = "Exit 1 when a dependency is not met"},
};

}  // namespace

extern const Command kPackageList;
extern const Command kPackageTree;
extern const Command kPackageVerify;

const Command kPackageList{
    .name = "package list",
    .summary = "Print the locked packages, whether they are installed, their licence and source",
    .text =
        "The order is the order of preference: of several packages with the same canonical, the first one counts (R4 "
        "core for\n"
        "http://hl7.org/fhir, HL7 terminology for http://terminology.hl7.org).",
    .examples = "  schakel package list",
    .options = {},
    .run = list,
};

const Command kPackageTree{
    .name = "package tree",
    .summary = "Print what each package depends on, what is used for it, and what is missing",
    .text =
        "A declared version that nobody can get is replaced by a substitution of packages.lock.json; its reason is "
        "shown.",
    .examples = "  schakel package tree\n  schakel package tree hl7.fhir.be.lab",
    .options = kTreeOptions,
    .run = tree,
};

const Command kPackageVerify{
    .name = "package verify",
    .summary = "Compare installed packages and the compiled image with what was locked and written",
    .text = "Reads every file; exit 1 when something differs.",
    .examples = "  schakel package verify",
    .options = {},
    .run = verify,
};

}  // namespace schakel::app
