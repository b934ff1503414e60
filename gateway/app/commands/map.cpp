// `schakel map check|show`: what is wrong with maps, and what becomes of one.

#include "app/commands/command.h"
#include "app/definitions.h"
#include "base/installation.h"
#include "mapping/map_files.h"

#include <cstdio>

namespace schakel::app {

namespace {

int complain(std::string_view message) {
  std::fprintf(stderr, "schakel: %.*s\n", static_cast<int>(message.size()), message.data());
  return kFailed;
}

struct Loaded {
  std::shared_ptr<const mapping::MapLibrary> library;
  Issues issues{100'000};
};

// All maps of these files and folders together, as imports need each other.
Result<Loaded> load(std::span<const std::string> paths) {
  const auto installation = this_installation();
  if (!installation) return failed(installation.error());
  mapping::MapFiles all;
  std::vector<std::string> folders(paths.begin(), paths.end());
  if (folders.empty()) folders.push_back(installation->mappings);
  for (const std::string& path : folders) {
    auto files = mapping::read_map_files(path);
    if (!files) return failed(std::move(files.error()));
    for (mapping::MapFile& file : files->maps) all.maps.push_back(std::move(file));
    for (mapping::MapFile& file : files->concepts) all.concepts.push_back(std::move(file));
  }
  auto definitions = open_definitions(*installation);
  if (!definitions) return failed(std::move(definitions.error()));
  Loaded loaded;
  auto library =
      mapping::MapLibrary::load(std::move(*definitions), std::move(all.maps), std::move(all.concepts), loaded.issues);
  if (!library) return failed(std::move(library.error()));
  loaded.library = std::move(*library);
  return loaded;
}

void print(const Issues& issues) {
  for (const Issue& issue : issues.all()) {
    const std::string_view severity = severity_code(issue.severity);
    std::printf("%s: %.*s: %s\n", issue.definition.c_str(), static_cast<int>(severity.size()), severity.data(),
                text_of(issue, true).c_str());
  }
}

int check(const Arguments& arguments) {
  const auto loaded = load(arguments.all("PATH"));
  if (!loaded) return complain(loaded.error().message);
  print(loaded->issues);
  std::fprintf(stderr, "%zu maps, %zu errors\n", loaded->library->maps().size(), loaded->issues.errors());
  return loaded->issues.has_errors() ? kInputIsWrong : kDone;
}

int show(const Arguments& arguments) {
  const std::string_view wanted = arguments.text("MAP");
  const auto loaded = load(arguments.all("--ig"));
  if (!loaded) return complain(loaded.error().message);
  for (const mapping::Map* map : loaded->library->maps()) {
    if (map->file() != wanted && map->url() != wanted && map->name() != wanted) continue;
    std::printf("%s\n", (arguments.has("--structure-map") ? map->structure_map() : map->program()).c_str());
    return kDone;
  }
  complain("there is no map with that url, name or file");
  return kInputIsWrong;
}

constexpr Option kCheckOptions[] = {
    {.name = "PATH",
     .value = {},
     .help = "Maps, or folders of them (default: those of the installation)",
     .many = true},
};

constexpr Option kShowOptions[] = {
    {.name = "MAP", .value = {}, .help = "Its url, name, or file as `map check` names it", .required = true},
    {.name = "--ig",
     .value = "PATH",
     .help = "Maps, or folders of them (default: those of the installation)",
     .many = true},
    {.name = "--structure-map", .value = {}, .help = "As a StructureMap resource instead of the compiled program"},
};

}  // namespace

extern const Command kMapCheck;
extern const Command kMapShow;

const Command kMapCheck{
    .name = "map check",
    .summary = "Check maps against the definitions: a misspelt field is an error with line and column",
    .text =
        "Types are those of FHIR and of the local formats. Prints one line per problem, `file:line:column: severity: "
        "text`, and exits 1\n"
        "when there is an error.",
    .examples = "  schakel map check\n  schakel map check mappings/hl7v2 mappings/shared",
    .options = kCheckOptions,
    .run = check,
};

const Command kMapShow{
    .name = "map show",
    .summary = "Print what a map was compiled to, or the map as a StructureMap",
    .text = "Both are JSON.",
    .examples = "  schakel map show hl7v2/oru-r01.map\n  schakel map show hl7v2/oru-r01.map --structure-map",
    .options = kShowOptions,
    .run = show,
};

}  // namespace schakel::app
