// `schakel validate`: judges FHIR resources against profiles. The batch form is that of the external suites' contract.

#include "app/batch.h"
#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/validate_documents.h"
#include "app/validate_output.h"
#include "fhir/definitions/installed.h"
#include "fhir/outcome/outcome.h"
#include "fhir/packages/archive.h"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace schakel::app {

namespace {

int complain(const Fault& fault) {
  std::fprintf(stderr, "schakel: %s\n", fault.message.c_str());
  return kFailed;
}

// An option as the field's validators spell it. False: not known; those that ask for what we do anyway are known.
bool set_option(std::string_view name, std::string_view value, Request& request) {
  validation::Options& options = request.options;
  const bool yes = value.empty() || value == "true" || value == "True";
  if (name == "best-practice") {
    options.best_practice = value == "warning" || value == "error" || value == "hint";
  } else if (name == "examples" || name == "allow-example-urls") {
    options.allow_example_urls = yes;
  } else if (name == "allowed-extension-domain") {
    options.allowed_extension_domains.emplace_back(value);
  } else if (name == "language") {
    options.language = value;
  } else if (name == "wrong-displays" || name == "display-issues-are-warnings") {
    options.display_warnings = name == "display-issues-are-warnings" ? yes : value == "warning";
  } else if (name == "assumeValidRestReferences") {
    options.assume_valid_rest_references = yes;
  } else if (name == "validateReference") {
    options.check_references = value.substr(0, 5) == "CHECK";
    options.references_must_resolve =
        value == "CHECK_EXISTS_AND_TYPE" || value == "CHECK_VALID" || value == "CHECK_EXISTS";
    options.validate_references = value == "CHECK_VALID";
  } else if (name == "security-checks") {
    options.security_checks = yes;
  } else if (name == "validateContains") {
    options.ignore_contained = value == "IGNORE";
  } else if (name == "noHtmlInMarkdown") {
    options.no_html_in_markdown = yes;
  } else {
    return false;
  }
  return true;
}

// ---- batch

void answer_outcome(const Judged& judged, BatchAnswer& answer) {
  std::string outcome;
  fhir::OutcomeOptions options;
  options.document = judged.bytes;
  fhir::write_outcome(judged.issues, options, outcome);
  answer.json().key("outcome").raw(outcome);
}

// Definitions of the case alone, over the installed ones; cases that load nothing share one judge.
Result<Judge> judge_of(const BatchRequest& request, const Judge& shared) {
  std::vector<fhir::Document> documents;
  for (const std::string_view member : {"packages", "load"}) {
    for (const std::string_view file : request.list(member)) {
      if (auto added = collect_documents(std::string(file), documents); !added) return failed(added.error());
    }
  }
  if (documents.empty()) return shared;
  Issues problems;
  auto definitions = fhir::overlay(shared.definitions, std::move(documents), problems);
  if (!definitions) return failed(definitions.error());
  return make_judge(std::move(*definitions));
}

// `{"rule": "Patient:0", "profile": url}`: a profile for the first Patient of a Bundle; `"0"`: for the first entry.
void add_bundle_profile(const Node& option, Request& request) {
  const Node* rule = option.child("rule");
  const Node* profile = option.child("profile");
  if (rule == nullptr || profile == nullptr) return;
  const std::string text(rule->value().reveal());
  const std::size_t colon = text.find(':');
  validation::Options::BundleProfile wanted;
  const bool number = !text.empty() && text[0] >= '0' && text[0] <= '9';
  if (!number) wanted.type = text.substr(0, colon);
  const std::string index = number ? text : colon == std::string::npos ? "0" : text.substr(colon + 1);
  wanted.index = static_cast<std::size_t>(std::strtoul(index.c_str(), nullptr, 10));
  wanted.profile = std::string(profile->value().reveal());
  request.options.bundle_profiles.push_back(std::move(wanted));
}

void read_options(const BatchRequest& batch, Request& request) {
  for (const std::string_view profile : batch.list("profiles")) request.profiles.emplace_back(profile);
  if (const Node* options = batch.find("options")) {
    for (const Node* o = options->first_child(); o != nullptr; o = o->next()) {
      if (o->name() == "bundle-param") add_bundle_profile(*o, request);
      if (o->has_value()) set_option(o->name().text(), o->value().reveal(), request);
      for (const Node* item = o->first_child(); item != nullptr; item = item->next()) {
        if (item->has_value()) set_option(o->name().text(), item->value().reveal(), request);
      }
    }
  }
  if (const Node* resolvable = batch.find("resolvable")) {
    for (const Node* r = resolvable->first_child(); r != nullptr; r = r->next()) {
      request.resolvable.emplace(r->name().text(), r->value().reveal());
    }
  }
}

int run_as_batch() {
  auto definitions = open_definitions();
  if (!definitions) return complain(definitions.error());
  const Judge shared = make_judge(*definitions);
  return run_batch([&](const BatchRequest& batch, BatchAnswer& answer) {
    const auto judge = judge_of(batch, shared);
    if (!judge) {
      answer.error("load", judge.error().message);
      return;
    }
    Request request;
    request.options.everything = true;
    read_options(batch, request);
    const Judged judged = judge_file(*judge, std::string(batch.text("file")), request);
    answer_outcome(judged, answer);
  });
}

// ---- files

std::vector<std::string> expand(std::span<const std::string> arguments) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (fs::is_directory(argument, error)) {
      std::vector<std::string> found;
      for (const auto& entry : fs::recursive_directory_iterator(argument, error)) {
        const std::string extension = entry.path().extension().string();
        if (entry.is_regular_file() && (extension == ".json" || extension == ".xml"))
          found.push_back(entry.path().string());
      }
      std::sort(found.begin(), found.end());
      files.insert(files.end(), found.begin(), found.end());
      continue;
    }
    glob_t matches{};
    if (argument.find_first_of("*?[") != std::string::npos && ::glob(argument.c_str(), 0, nullptr, &matches) == 0) {
      for (std::size_t i = 0; i < matches.gl_pathc; ++i) files.emplace_back(matches.gl_pathv[i]);
    } else {
      files.push_back(argument);
    }
    ::globfree(&matches);
  }
  return files;
}

// --ig: a file, a folder, a .tgz, or id#version of the package cache.
Result<fhir::DefinitionsPtr> with_guides(fhir::DefinitionsPtr below, std::span<const std::string> guides) {
  std::vector<fhir::Document> documents;
  for (const std::string& guide : guides) {
    std::string path = guide;
    std::error_code error;
    if (const std::size_t hash = guide.find('#'); hash != std::string::npos && !std::filesystem::exists(guide, error)) {
      const auto installation = this_installation();
      if (!installation) return failed(installation.error());
      path = fhir::PackageCache(installation->packages).path_of({guide.substr(0, hash), guide.substr(hash + 1)});
      if (path.empty())
        return failed(
            not_found("the package " + guide + " is not in the cache; schakel package install puts it there"));
    }
    if (auto added = collect_documents(path, documents); !added) return failed(added.error());
  }
  if (documents.empty()) return below;
  Issues problems;
  auto over = fhir::overlay(std::move(below), std::move(documents), problems);
  for (const Issue& p : problems.all())
    std::fprintf(stderr, "schakel: %s: %s\n", severity_code(p.severity).data(), text_of(p, false).c_str());
  return over;
}

int print(const std::vector<Judged>& judged, const Arguments& arguments) {
  std::string style(arguments.text("--output-style"));
  const std::string output(arguments.text("--output"));
  const bool terminal = output.empty() && ::isatty(STDOUT_FILENO) != 0;
  if (style.empty()) style = terminal ? "text" : "json";
  std::string text;
  if (style == "text") {
    OutputOptions options;
    options.color = terminal;
    options.message_ids = arguments.has("--show-message-ids");
    options.language = arguments.text("--language");
    const std::string_view level = arguments.text("--level");
    options.level = level == "errors"     ? Severity::error
                    : level == "warnings" ? Severity::warning
                                          : Severity::information;
    options.most = static_cast<std::size_t>(
        std::strtoul(std::string(arguments.text("--max-validation-messages")).c_str(), nullptr, 10));
    for (const Judged& j : judged) text += as_text(j, options);
  } else if (style == "junit") {
    text = as_junit(judged);
  } else if (style == "json") {
    text = as_outcome(judged, true, arguments.text("--language")) + '\n';
  } else {
    std::fprintf(stderr, "schakel: --output-style is text, json or junit, not %s\n", style.c_str());
    return kFailed;
  }
  if (output.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else if (auto written = fhir::write_file(output, text); !written) {
    return complain(written.error());
  }
  bool failed = false;
  bool valid = true;
  for (const Judged& j : judged) {
    failed = failed || j.failed;
    valid = valid && j.valid;
  }
  return failed ? kFailed : valid ? kDone : kInputIsWrong;
}

int run(const Arguments& arguments) {
  if (arguments.has("--batch")) return run_as_batch();
  if (const std::string_view version = arguments.text("--fhir-version");
      !version.empty() && version.substr(0, 3) != "4.0") {
    std::fprintf(stderr, "schakel: only FHIR 4.0.1 is known, not %.*s\n", static_cast<int>(version.size()),
                 version.data());
    return kFailed;
  }
  const std::vector<std::string> files = expand(arguments.all("FILE"));
  if (files.empty()) {
    std::fprintf(stderr, "schakel: validate what? Name a file, a folder or a pattern; schakel validate --help\n");
    return kFailed;
  }
  Request request;
  request.options.everything = true;
  for (const std::string& profile : arguments.all("--profile")) request.profiles.push_back(profile);
  for (const std::string& option : arguments.all("--option")) {
    const std::size_t equals = option.find('=');
    const std::string name = option.substr(0, equals);
    if (!set_option(name, equals == std::string::npos ? "" : option.substr(equals + 1), request)) {
      std::fprintf(stderr, "schakel: option %s is not known and has no effect\n", name.c_str());
    }
  }
  if (arguments.has("--best-practice")) set_option("best-practice", arguments.text("--best-practice"), request);
  if (arguments.has("--display-issues-are-warnings")) set_option("display-issues-are-warnings", "true", request);
  if (arguments.has("--language")) set_option("language", arguments.text("--language"), request);
  auto installed = open_definitions();
  if (!installed) return complain(installed.error());
  auto definitions = with_guides(std::move(*installed), arguments.all("--ig"));
  if (!definitions) return complain(definitions.error());
  const Judge judge = make_judge(std::move(*definitions));
  const unsigned jobs =
      std::max(1U, arguments.has("--jobs")
                       ? static_cast<unsigned>(std::strtoul(std::string(arguments.text("--jobs")).c_str(), nullptr, 10))
                       : std::thread::hardware_concurrency());
  const bool progress = files.size() > 20 && ::isatty(STDERR_FILENO) != 0;
  const std::vector<Judged> judged = judge_files(judge, files, request, jobs, [&](std::size_t n) {
    if (progress) std::fprintf(stderr, "\r\x1b[K%zu of %zu", n, files.size());
  });
  if (progress) std::fprintf(stderr, "\r\x1b[K");
  return print(judged, arguments);
}

constexpr Option kOptions[] = {
    {.name = "FILE", .value = {}, .help = "Resources in JSON or XML: files, folders, patterns", .many = true},
    {.name = "--profile",
     .value = "URL",
     .help = "Profile to apply instead of the base definition; meta.profile is applied too",
     .many = true},
    {.name = "--ig",
     .value = "WHAT",
     .help = "Definitions for this run: id#version, FILE, FOLDER or FILE.tgz",
     .many = true},
    {.name = "--fhir-version", .value = "VERSION", .help = "4.0.1; accepted because other validators ask for it"},
    {.name = "--output", .value = "FILE", .help = "Where to write; default: standard output"},
    {.name = "--output-style", .value = "STYLE", .help = "text (on a terminal), json (OperationOutcome) or junit"},
    {.name = "--level", .value = "LEVEL", .help = "Show errors, warnings or hints", .fallback = "hints"},
    {.name = "--show-message-ids", .value = {}, .help = "Print the stable id of each message"},
    {.name = "--max-validation-messages", .value = "N", .help = "Print so many of a file at most"},
    {.name = "--best-practice", .value = "LEVEL", .help = "ignore, hint, warning or error", .fallback = "ignore"},
    {.name = "--display-issues-are-warnings", .value = {}, .help = "A wrong display is a warning"},
    {.name = "--language", .value = "CODE", .help = "Language of displays and of the texts: en, nl, fr"},
    {.name = "--option", .value = "NAME=VALUE", .help = "Any option of the suites' contract", .many = true},
    {.name = "--jobs", .value = "N", .help = "Files at a time; default: as many as there are cores"},
    {.name = "--batch", .value = {}, .help = "JSON requests on standard input, one a line, an answer a line"},
};

}  // namespace

extern const Command kValidate;
const Command kValidate{
    .name = "validate",
    .summary = "Judge FHIR resources against profiles",
    .text =
        "Validates FHIR R4 resources against their base definition or the given profiles, and what meta.profile "
        "claims. Prints "
        "an\nOperationOutcome, text or JUnit. Nothing is fetched: what is not loaded is counted as not checked.\n"
        "Exit code 0 when no file has an error, 1 when one has.",
    .examples =
        "  schakel validate patient.json                                        against the base definition\n"
        "  schakel validate --ig hl7.fhir.be.core#2.1.2 examples/ --output-style junit   a folder, for a build server\n"
        "  schakel validate --profile https://www.ehealth.fgov.be/standards/fhir/core/StructureDefinition/be-patient "
        "p.xml",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
