// `schakel profiles build`: compiles the packages and our own profiles into the image.

#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/progress.h"
#include "terminology/compiled.h"

#include <cstdio>
#include <cstdlib>

namespace schakel::app {

namespace {

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

void print(const fhir::BuildReport& report) {
  for (const auto& p : report.packages) std::printf("%6zu  %s\n", p.resources, p.name.c_str());
  std::size_t notes = 0;
  for (const Issue& issue : report.problems) {
    if (issue.severity == Severity::information) {
      ++notes;
    } else {
      std::printf("%s: %s\n", std::string(severity_code(issue.severity)).c_str(), text_of(issue, true).c_str());
    }
  }
  if (notes > 0)
    std::printf("%zu notes on substitutions and packages that are not installed: `schakel package tree` shows them\n",
                notes);
}

void print(const terminology::CompiledReport& report) {
  std::printf("%zu code systems (%.1f MB); %zu value sets, %zu of them listed (%zu codes, %.1f MB)\n", report.systems,
              static_cast<double>(report.system_bytes) / 1e6, report.sets, report.complete, report.codes,
              static_cast<double>(report.set_bytes) / 1e6);
  if (report.gaps.empty()) return;
  std::printf("value sets that are not listed, because what they need is not loaded or not supported:\n");
  for (const terminology::CompiledReport::Gap& gap : report.gaps) {
    std::printf("%6zu  %s%s%s\n", gap.sets, gap.why.c_str(), gap.sets == 1 ? "  in " : "",
                gap.sets == 1 ? gap.example.c_str() : "");
  }
}

int run(const Arguments& arguments) {
  auto installation = this_installation();
  if (!installation) return complain(installation.error());
  if (const auto path = arguments.find("--output")) installation->image = std::string(*path);
  const auto plan = fhir::plan_of(*installation, contributions(), {.strict = arguments.has("--strict")});
  if (!plan) return complain(plan.error());
  double seconds = 0;
  const auto report = [&] {
    ProgressLine line;
    auto built = fhir::build_image(*plan, installation->image,
                                   [&line](const std::string& step, std::size_t count) { line.step(step, count); });
    seconds = line.seconds();
    return built;
  }();
  if (!report) return complain(report.error());
  print(*report);
  if (const auto definitions = fhir::open_image(installation->image)) print(terminology::report(**definitions));
  std::size_t resources = 0;
  for (const auto& p : report->packages) resources += p.resources;
  std::printf("%zu resources, %zu types, %zu snapshots made; %.1f MB in %.1f s: %s\n", resources, report->types,
              report->snapshots_made, static_cast<double>(report->bytes) / 1e6, seconds, installation->image.c_str());
  return kDone;
}

constexpr Option kOptions[] = {
    {.name = "--strict",
     .value = {},
     .help = "A locked package that is not installed, or an unmet dependency, ends the build"},
    {.name = "-o,--output", .value = "FILE", .help = "Write the image there instead of to its usual place"},
};

}  // namespace

extern const Command kProfilesBuild;
const Command kProfilesBuild{
    .name = "profiles build",
    .summary = "Compile packages and profiles into the image that every command maps into memory",
    .text =
        "Reads the packages of profiles/packages.lock.json, puts known faults right (profiles/corrections.json), makes "
        "the\n"
        "snapshots that are missing, adds profiles/local, and writes one file. Commands that find it missing or out of "
        "date\n"
        "build it themselves; this command shows what goes in and what could not be resolved.",
    .examples =
        "  schakel profiles build            what went in, how many resources, how long it took\n"
        "  schakel profiles build --strict   fail where a dependency of a package is not met",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
