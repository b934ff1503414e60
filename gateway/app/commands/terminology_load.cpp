// `schakel terminology load|list|remove`: code systems from the files of their licence holders.

#include "app/commands/command.h"
#include "app/progress.h"
#include "base/installation.h"
#include "fhir/definitions/attached.h"
#include "fhir/definitions/image_file.h"
#include "terminology/code_system.h"
#include "terminology/loaders/loader.h"

#include <sys/resource.h>
#include <cstdio>
#include <filesystem>

namespace schakel::app {

namespace {

int complain(const std::string& message, int code) {
  std::fprintf(stderr, "schakel terminology: %s\n", message.c_str());
  return code;
}

const terminology::Loader* asked_loader(const Arguments& arguments) {
  const terminology::Loader* loader = terminology::find_loader(arguments.text("SYSTEM"));
  if (loader == nullptr) complain("the code systems that can be loaded are snomed, loinc, atc", kFailed);
  return loader;
}

double megabytes(std::size_t bytes) { return static_cast<double>(bytes) / 1e6; }

void print(const terminology::LoadedSystem& loaded, double seconds) {
  for (const std::string& note : loaded.notes) std::printf("note: %s\n", note.c_str());
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("%s%s%s: %zu concepts, %.1f MB, in %.1f s with at most %.0f MB of memory\n", loaded.url.c_str(),
              loaded.version.empty() ? "" : "|", loaded.version.c_str(), loaded.concepts,
              megabytes(loaded.bytes.size()), seconds, static_cast<double>(usage.ru_maxrss) / 1e3);
}

int load(const Arguments& arguments) {
  const terminology::Loader* loader = asked_loader(arguments);
  if (loader == nullptr) return kFailed;
  const auto installation = this_installation();
  if (!installation) return complain(installation.error().message, kFailed);
  const auto paths = arguments.all("PATH");
  const auto files = terminology::SourceFiles::open({paths.begin(), paths.end()});
  if (!files) return complain(files.error().message, kInputIsWrong);
  double seconds = 0;
  auto loaded = [&] {
    ProgressLine line;
    auto result =
        loader->load(*files, {.version = std::string(arguments.text("--version"))},
                     [&line](const std::string& step, std::size_t count) { line.step(step, count, "lines"); });
    seconds = line.seconds();
    return result;
  }();
  if (!loaded)
    return complain(loaded.error().message, loaded.error().kind == FaultKind::invalid ? kInputIsWrong : kFailed);
  for (const std::string& fault : loaded->faults) std::fprintf(stderr, "%s\n", fault.c_str());
  if (!loaded->faults.empty()) return complain("nothing was loaded: these lines must be right first", kInputIsWrong);
  print(*loaded, seconds);
  const std::string source = loaded->url + "|" + loaded->version;
  const Status written =
      fhir::write_attached(*installation, std::string(loader->section), std::move(loaded->bytes), source);
  if (!written) return complain(written.error().message, kFailed);
  std::printf("%s: what starts from now on finds it\n", fhir::attached_path(*installation, loader->section).c_str());
  return kDone;
}

int list(const Arguments&) {
  const auto installation = this_installation();
  if (!installation) return complain(installation.error().message, kFailed);
  int result = kDone;
  for (const terminology::Loader& loader : terminology::loaders()) {
    const auto file = fhir::ImageFile::open(fhir::attached_path(*installation, loader.section));
    if (!file && file.error().kind == FaultKind::not_found) {
      std::printf("%-8s  not loaded: schakel terminology load %s PATH... reads %s\n", std::string(loader.name).c_str(),
                  std::string(loader.name).c_str(), std::string(loader.files).c_str());
      continue;
    }
    const auto system = file ? terminology::CodeSystem::over((*file)->section(loader.section)) : nullptr;
    if (system == nullptr) {
      result = kInputIsWrong;
      std::printf("%-8s  UNUSABLE: load it again%s%s\n", std::string(loader.name).c_str(), file ? "" : ": ",
                  file ? "" : file.error().message.c_str());
      continue;
    }
    std::printf("%-8s  %s|%s  %u concepts, %.1f MB\n", std::string(loader.name).c_str(),
                std::string(system->url()).c_str(), std::string(system->version()).c_str(), system->size(),
                megabytes(system->bytes()));
  }
  return result;
}

int remove(const Arguments& arguments) {
  const terminology::Loader* loader = asked_loader(arguments);
  if (loader == nullptr) return kFailed;
  const auto installation = this_installation();
  if (!installation) return complain(installation.error().message, kFailed);
  std::error_code error;
  const bool was = std::filesystem::remove(fhir::attached_path(*installation, loader->section), error);
  if (error) return complain(error.message(), kFailed);
  return was ? kDone : complain(std::string(loader->name) + " is not loaded", kInputIsWrong);
}

constexpr Option kWhich{.name = "SYSTEM", .value = {}, .help = "snomed, loinc or atc", .required = true};
constexpr Option kLoadOptions[] = {
    kWhich,
    {.name = "PATH",
     .value = {},
     .help = "The release: a .zip as it was downloaded, its folder, or single files",
     .required = true,
     .many = true},
    {.name = "--version",
     .value = "VERSION",
     .help = "Of the code system, where the files do not say it (ATC) or wrongly"},
};
constexpr Option kRemoveOptions[] = {kWhich};

}  // namespace

extern const Command kTerminologyLoad;
extern const Command kTerminologyList;
extern const Command kTerminologyRemove;

const Command kTerminologyLoad{
    .name = "terminology load",
    .summary = "Load SNOMED CT, LOINC or ATC from the files that their licence holders publish",
    .text =
        "Packs the code system into one file beside the image of definitions; serve, validate and all others find it "
        "at "
        "their\n"
        "next start. It replaces what was loaded of that system before. A bad line is named with file, line and "
        "column, "
        "and\n"
        "nothing is loaded (exit 1).\n"
        "\n"
        "snomed  an RF2 release (Belgian edition: all of it is in one .zip): concepts, descriptions in all languages,\n"
        "        relationships, language and simple reference sets, of the snapshot\n"
        "loinc   Loinc.csv; with AccessoryFiles also parts, hierarchy, answer lists, and Dutch, French and German "
        "names\n"
        "atc     a table with code and name (.csv with , ; or tab), names also in columns name_en, name_nl, name_fr",
    .examples =
        "  schakel terminology load snomed SnomedCT_ManagedServiceBE_PRODUCTION_BE1000172_20250315T120000Z.zip\n"
        "  schakel terminology load loinc Loinc_2.80.zip\n"
        "  schakel terminology load atc atc-2026.csv --version 2026",
    .options = kLoadOptions,
    .run = load,
};

const Command kTerminologyList{
    .name = "terminology list",
    .summary = "Print which of these code systems are loaded, their versions and sizes",
    .text = "Those of packages are loaded with the packages: `schakel package list`.",
    .examples = "  schakel terminology list",
    .options = {},
    .run = list,
};

const Command kTerminologyRemove{
    .name = "terminology remove",
    .summary = "Forget a code system that was loaded",
    .text = "What runs keeps it until it ends.",
    .examples = "  schakel terminology remove snomed",
    .options = kRemoveOptions,
    .run = remove,
};

}  // namespace schakel::app
