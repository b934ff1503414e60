// `schakel validate`: judges FHIR resources against profiles.

#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/guides.h"
#include "app/progress.h"
#include "app/report/report.h"
#include "app/validate_batch.h"
#include "app/validate_flags.h"
#include "fhir/packages/archive.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace schakel::app {

namespace {

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

int usage(const std::string& why) {
  std::fprintf(stderr, "schakel: %s; schakel validate --help\n", why.c_str());
  return kFailed;
}

std::string format_names() {
  std::string names;
  for (const ReportFormat& format : report_formats()) names.append(names.empty() ? "" : ", ").append(format.name);
  return names;
}

// A number of one or more; nothing for what is none.
std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

bool wants_color() {
  const char* none = std::getenv("NO_COLOR");  // https://no-color.org
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && (none == nullptr || *none == '\0') &&
         (terminal == nullptr || std::strcmp(terminal, "dumb") != 0);
}

// Where the reports go.
struct Output {
  std::string file;  // empty: standard output
  const ReportFormat* format = nullptr;
};

struct Plan {
  Request request;
  ReportOptions report;
  std::vector<Output> outputs;
  unsigned jobs = 1;
  bool quiet = false;
};

// Empty: understood; else what is wrong.
std::string plan_outputs(const Arguments& arguments, Plan& plan) {
  const ReportFormat* named = nullptr;
  if (const auto name = arguments.find("--output-style")) {
    named = report_format(*name);
    if (named == nullptr) return "--format is one of " + format_names() + ", not " + std::string(*name);
  }
  for (const std::string& file : arguments.all("--output")) {
    const bool alone = arguments.all("--output").size() == 1;
    const ReportFormat* format = named != nullptr && alone ? named : report_format_of(file);
    if (format == nullptr) return "--output " + file + ": which format is that? --format is one of " + format_names();
    plan.outputs.push_back({file, format});
  }
  if (plan.outputs.empty()) {
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    plan.outputs.push_back({{}, named != nullptr ? named : report_format(terminal ? "text" : "json")});
  }
  return {};
}

// Empty: understood; else what is wrong.
std::string plan_request(const Arguments& arguments, Plan& plan) {
  Request& request = plan.request;
  request.options.everything = true;
  if (const std::string_view version = arguments.text("--fhir-version");
      !version.empty() && version.substr(0, 3) != "4.0" && version != "R4") {
    return "only FHIR R4 (4.0.1) is known, not " + std::string(version);
  }
  const std::string_view level = arguments.text("--level");
  if (level != "hints" && level != "warnings" && level != "errors")
    return "--level is hints, warnings or errors, not " + std::string(level);
  request.level = level == "errors" ? Severity::error : level == "warnings" ? Severity::warning : Severity::information;
  for (const std::string& profile : arguments.all("--profile")) request.profiles.push_back(profile);
  for (const std::string& list : arguments.all("--profiles")) {
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t comma = std::min(list.find(',', at), list.size());
      if (comma > at) request.profiles.push_back(list.substr(at, comma - at));
      at = comma + 1;
    }
  }
  for (const std::string& option : arguments.all("--option")) {
    const std::size_t equals = option.find('=');
    const std::string name = option.substr(0, equals);
    if (!set_option(name, equals == std::string::npos ? "" : option.substr(equals + 1), request))
      std::fprintf(stderr, "schakel: --option %s is not known and has no effect\n", name.c_str());
  }
  const auto pairs = arguments.all("--bundle");
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) add_bundle_profile(pairs[i], pairs[i + 1], request);
  if (const auto level_of = arguments.find("--best-practice")) {
    if (*level_of != "ignore" && *level_of != "hint" && *level_of != "warning" && *level_of != "error")
      return "--best-practice is ignore, hint, warning or error, not " + std::string(*level_of);
    set_option("best-practice", *level_of, request);
  }
  if (arguments.has("--display-issues-are-warnings")) set_option("display-issues-are-warnings", "true", request);
  if (arguments.has("--language")) set_option("language", arguments.text("--language"), request);
  apply_foreign_options(arguments, request);
  return {};
}

// Empty: understood; else what is wrong.
std::string plan_run(const Arguments& arguments, Plan& plan) {
  if (std::string wrong = plan_request(arguments, plan); !wrong.empty()) return wrong;
  if (std::string wrong = plan_outputs(arguments, plan); !wrong.empty()) return wrong;
  plan.report.message_ids = arguments.has("--show-message-ids");
  plan.report.language = arguments.text("--language");
  plan.jobs = std::max(1U, std::thread::hardware_concurrency());
  plan.quiet = arguments.has("--quiet");
  for (const std::string_view name : {"--jobs", "--max-validation-messages"}) {
    const auto text = arguments.find(name);
    if (!text) continue;
    const auto number = number_of(*text);
    if (!number) return std::string(name) + " is a number from 1, not " + std::string(*text);
    if (name == "--jobs") {
      plan.jobs = static_cast<unsigned>(std::min<std::size_t>(*number, 256));
    } else {
      plan.report.most = *number;
    }
  }
  return {};
}

Status write_reports(const std::vector<Judged>& judged, Plan& plan) {
  for (const Output& output : plan.outputs) {
    plan.report.color = output.file.empty() && wants_color();
    const std::string text = output.format->write(judged, plan.report);
    if (output.file.empty()) {
      std::fwrite(text.data(), 1, text.size(), stdout);
    } else if (Status written = fhir::write_file(output.file, text); !written) {
      return written;
    }
  }
  return {};
}

// The report is in files: people see what is not valid, and where the rest is.
void tell(std::vector<Judged> judged, Plan& plan) {
  const std::string summary = summary_of(judged);
  judged.erase(std::remove_if(judged.begin(), judged.end(), [](const Judged& j) { return j.valid; }), judged.end());
  plan.report.color = wants_color();
  for (const Judged& j : judged) std::fputs(as_text({j}, plan.report).c_str(), stdout);
  std::printf("%s\n", summary.c_str());
  for (const Output& output : plan.outputs)
    std::printf("%s: %s\n", std::string(output.format->name).c_str(), output.file.c_str());
}

int exit_code(const std::vector<Judged>& judged) {
  const bool failed = std::any_of(judged.begin(), judged.end(), [](const Judged& j) { return j.failed; });
  const bool valid = std::all_of(judged.begin(), judged.end(), [](const Judged& j) { return j.valid; });
  return failed ? kFailed : valid ? kDone : kInputIsWrong;
}

int run(const Arguments& arguments) {
  if (arguments.has("--batch")) return run_validate_batch();
  Plan plan;
  if (const std::string wrong = plan_run(arguments, plan); !wrong.empty()) return usage(wrong);
  if (arguments.all("FILE").empty())
    return usage("validate what? Name files, folders or patterns, or - for standard input");
  const auto sources = find_sources(arguments.all("FILE"));
  if (!sources) return complain(sources.error());
  if (sources->passed_over != 0)
    std::fprintf(stderr, "schakel: %zu JSON or XML files are no FHIR and were passed over\n", sources->passed_over);
  if (sources->documents.empty()) return usage("there is no FHIR document in what was named");
  const auto installation = this_installation();
  if (!installation) return complain(installation.error());
  auto installed = open_definitions(*installation);
  if (!installed) return complain(installed.error());
  auto definitions = with_guides(std::move(*installed), arguments.all("--ig"), *installation);
  if (!definitions) return complain(definitions.error());
  const Judge judge = make_judge(std::move(*definitions));
  plan.report.definitions = judge.definitions.get();
  for (const std::string& profile : plan.request.profiles) {
    if (Status known = judge.validator->prepare(profile); !known) return complain(known.error());
  }
  std::vector<Judged> judged;
  {
    ProgressBar bar(sources->documents.size(), "documents");
    judged = judge_all(judge, sources->documents, plan.request, plan.jobs, [&bar](std::size_t n) { bar.at(n); });
  }
  if (Status written = write_reports(judged, plan); !written) return complain(written.error());
  const int code = exit_code(judged);
  if (!plan.outputs.front().file.empty() && !plan.quiet) tell(std::move(judged), plan);
  return code;
}

constexpr Option kOwnOptions[] = {
    {.name = "FILE",
     .value = {},
     .help = "Resources in JSON, XML or NDJSON: files, folders, patterns, .zip, .tgz; - is standard input",
     .many = true},
    {.name = "--profile",
     .value = "URL",
     .help = "Profile to apply instead of the base definition; meta.profile is applied too",
     .many = true},
    {.name = "--profiles", .value = "URL,URL", .help = "Several at once", .many = true, .hidden = true},
    {.name = "--ig",
     .value = "WHAT",
     .help = "Definitions for this run: id#version of a package cache, FILE, FOLDER or FILE.tgz",
     .many = true},
    {.name = "--version,--fhir-version",
     .value = "VERSION",
     .help = "4.0.1; accepted because other validators ask for it"},
    {.name = "-o,--output",
     .value = "FILE",
     .help = "Where to write; the format by its suffix: .json .xml .junit.xml .sarif .csv .txt",
     .many = true},
    {.name = "--format,--output-style",
     .value = "FORMAT",
     .help = "text (default on a terminal), json (default elsewhere), xml, junit, sarif, csv, eslint-compact"},
    {.name = "--level", .value = "LEVEL", .help = "Keep errors, warnings or hints (all)", .fallback = "hints"},
    {.name = "--bundle",
     .value = "RULE URL",
     .help = "A profile for an entry of a Bundle: `Patient:0 URL`, `1 URL`",
     .many = true,
     .hidden = false,
     .arguments = 2},
    {.name = "--show-message-ids", .value = {}, .help = "Print the stable id of each message"},
    {.name = "--max-validation-messages", .value = "N", .help = "Print so many of a document at most"},
    {.name = "--best-practice", .value = "LEVEL", .help = "ignore, hint, warning or error", .fallback = "ignore"},
    {.name = "--display-issues-are-warnings", .value = {}, .help = "A wrong display is a warning"},
    {.name = "--locale,--language", .value = "CODE", .help = "Language of displays and of the texts: en, nl, fr"},
    {.name = "--option", .value = "NAME=VALUE", .help = "Any option of the suites' contract", .many = true},
    {.name = "--jobs", .value = "N", .help = "Documents at a time; default: as many as there are cores"},
    {.name = "--quiet", .value = {}, .help = "With --output: print nothing"},
    {.name = "--batch", .value = {}, .help = "JSON requests on standard input, one a line, an answer a line"},
};

std::span<const Option> options() {
  static const std::vector<Option> all = [] {
    std::vector<Option> made(std::begin(kOwnOptions), std::end(kOwnOptions));
    const std::span<const Option> foreign = foreign_options();
    made.insert(made.end(), foreign.begin(), foreign.end());
    return made;
  }();
  return all;
}

}  // namespace

extern const Command kValidate;
const Command kValidate{
    .name = "validate",
    .summary = "Judge FHIR resources against profiles",
    .text =
        "Validates FHIR R4 resources against their base definition or the given profiles, and what meta.profile "
        "claims.\nNothing is fetched: what is not loaded is counted as not checked. Several documents are judged in "
        "parallel;\nin JSON and XML their report is a Bundle of OperationOutcomes.\n"
        "Options of HL7's validator are taken in its spelling too (-ig, -profile, -version, -output, -level, -tx n/a "
        "...);\nwhat has no effect here is said.\n"
        "Exit code 0: no document has an error. 1: one has. 2: one could not be opened, or the command line is wrong.",
    .examples =
        "  schakel validate patient.json                             against the base definition\n"
        "  schakel validate --ig hl7.fhir.be.core#2.1.2 examples/ -o report.junit.xml    a folder, for a build server\n"
        "  schakel validate --profile https://www.ehealth.fgov.be/standards/fhir/core/StructureDefinition/be-patient "
        "p.xml\n"
        "  curl -s https://example.org/fhir/Patient/1 | schakel validate --format text -",
    .options = options(),
    .run = run,
};

}  // namespace schakel::app
