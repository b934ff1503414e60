// `schakel terminology lookup|validate-code|expand|translate|subsumes`: the operations of FHIR's terminology service on
// what is loaded here, without a server.

#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/terminology_answer.h"
#include "app/terminology_parts.h"
#include "app/validate_documents.h"
#include "base/clock.h"
#include "pipeline/message.h"

#include <cstdio>

namespace schakel::app {

namespace {

int complain(const std::string& message, int code) {
  std::fprintf(stderr, "schakel terminology: %s\n", message.c_str());
  return code;
}

Result<std::shared_ptr<const terminology::Terminology>> open_terminology(const Arguments& arguments) {
  const auto installation = this_installation();
  if (!installation) return failed(installation.error());
  auto definitions = open_definitions(*installation);
  if (!definitions) return failed(std::move(definitions.error()));
  if (arguments.has("--ig")) {
    std::vector<fhir::Document> documents;
    for (const std::string& path : arguments.all("--ig")) {
      if (Status collected = collect_documents(path, documents); !collected) return failed(collected.error());
    }
    Issues issues;
    auto over = fhir::overlay(std::move(*definitions), std::move(documents), issues);
    if (!over) return failed(std::move(over.error()));
    if (issues.has_errors()) return failed(invalid(text_of(issues.all().front(), true)));
    definitions = std::move(*over);
  }
  return with_concept_maps(std::make_shared<const terminology::Terminology>(std::move(*definitions)), *installation);
}

struct Given {
  std::string_view option;     // `--filter`
  std::string_view parameter;  // `filter`
};

int answer(const Arguments& arguments, std::string_view type, std::string_view name, terminology::Request& request,
           std::initializer_list<Given> given) {
  for (const Given& g : given) {
    for (const std::string& value : arguments.all(g.option)) request.add(g.parameter, value);
    if (arguments.has(g.option) && arguments.all(g.option).empty()) request.add(g.parameter, "true");
  }
  const auto terminology = open_terminology(arguments);
  if (!terminology) return complain(terminology.error().message, kFailed);
  request.now = pipeline::instant_text(SystemClock().now());
  const auto result = terminology::run(**terminology, *terminology::find_operation(type, name), request);
  if (!result) return complain(result.error().text, result.error().status == 400 ? kFailed : kInputIsWrong);
  const std::string text = arguments.has("--json") ? *result + "\n" : text_of_answer(name, *result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return answers_no(*result) ? kInputIsWrong : kDone;
}

int run_lookup(const Arguments& arguments) {
  terminology::Request request;
  request.add("system", system_of(arguments.text("SYSTEM")));
  request.add("code", arguments.text("CODE"));
  return answer(arguments, "CodeSystem", "lookup", request,
                {{"--version", "version"}, {"--language", "displayLanguage"}, {"--property", "property"}});
}

int run_validate(const Arguments& arguments) {
  terminology::Request request;
  request.add("code", arguments.text("CODE"));
  if (const auto set = arguments.find("--valueset")) {
    request.add("url", *set);
    if (arguments.text("SYSTEM") != "-") request.add("system", system_of(arguments.text("SYSTEM")));
    return answer(arguments, "ValueSet", "validate-code", request,
                  {{"--version", "systemVersion"}, {"--display", "display"}, {"--language", "displayLanguage"}});
  }
  request.add("url", system_of(arguments.text("SYSTEM")));
  request.add("system", system_of(arguments.text("SYSTEM")));
  return answer(arguments, "CodeSystem", "validate-code", request,
                {{"--version", "version"}, {"--display", "display"}, {"--language", "displayLanguage"}});
}

int run_expand(const Arguments& arguments) {
  terminology::Request request;
  request.add("url", arguments.text("VALUESET"));
  return answer(arguments, "ValueSet", "expand", request,
                {{"--filter", "filter"},
                 {"--offset", "offset"},
                 {"--count", "count"},
                 {"--language", "displayLanguage"},
                 {"--designations", "includeDesignations"},
                 {"--active-only", "activeOnly"},
                 {"--partial", "limitedExpansion"}});
}

int run_translate(const Arguments& arguments) {
  terminology::Request request;
  request.add("system", system_of(arguments.text("SYSTEM")));
  request.add("code", arguments.text("CODE"));
  if (arguments.has("--target-system")) request.add("targetsystem", system_of(arguments.text("--target-system")));
  return answer(arguments, "ConceptMap", "translate", request, {{"--map", "url"}, {"--reverse", "reverse"}});
}

int run_subsumes(const Arguments& arguments) {
  terminology::Request request;
  request.add("system", system_of(arguments.text("SYSTEM")));
  request.add("codeA", arguments.text("A"));
  request.add("codeB", arguments.text("B"));
  return answer(arguments, "CodeSystem", "subsumes", request, {{"--version", "version"}});
}

constexpr Option kSystem{
    .name = "SYSTEM", .value = {}, .help = "URL of the code system, or snomed, loinc, atc, ucum", .required = true};
constexpr Option kCode{.name = "CODE", .value = {}, .help = "The code", .required = true};
constexpr Option kVersion{
    .name = "--version", .value = "VERSION", .help = "Of the code system; what is loaded must be of it"};
constexpr Option kLanguage{
    .name = "--language", .value = "TAG", .help = "Displays in this language where there is one: nl, fr-BE"};
constexpr Option kIg{.name = "--ig",
                     .value = "FILE",
                     .help = "Definitions over the installed ones: a file, folder or package (.tgz)",
                     .many = true};
constexpr Option kJson{.name = "--json", .value = {}, .help = "The FHIR resource instead of text"};

constexpr Option kLookupOptions[] = {kSystem,
                                     kCode,
                                     kVersion,
                                     kLanguage,
                                     {.name = "--property",
                                      .value = "NAME",
                                      .help = "Only this property (designation, parent, child ...)",
                                      .many = true},
                                     kIg,
                                     kJson};
constexpr Option kValidateOptions[] = {kSystem,
                                       kCode,
                                       {.name = "--valueset",
                                        .value = "URL",
                                        .help = "In this value set, not only in its code system; SYSTEM may be - then"},
                                       {.name = "--display", .value = "TEXT", .help = "The display that goes with it"},
                                       kVersion,
                                       kLanguage,
                                       kIg,
                                       kJson};
constexpr Option kExpandOptions[] = {
    {.name = "VALUESET", .value = {}, .help = "URL of the value set, with |version if need be", .required = true},
    {.name = "--filter", .value = "TEXT", .help = "Only what has this in code, display or a designation"},
    {.name = "--offset", .value = "N", .help = "Leave out the first N"},
    {.name = "--count", .value = "N", .help = "At most N"},
    kLanguage,
    {.name = "--designations", .value = {}, .help = "With all designations"},
    {.name = "--active-only", .value = {}, .help = "No inactive codes"},
    {.name = "--partial", .value = {}, .help = "What can be listed, where a part is not loaded"},
    kIg,
    kJson};
constexpr Option kTranslateOptions[] = {
    kSystem,
    kCode,
    {.name = "--map", .value = "URL", .help = "By this concept map; without it all that are loaded"},
    {.name = "--target-system", .value = "URL", .help = "Only into this code system"},
    {.name = "--reverse", .value = {}, .help = "From target to source"},
    kIg,
    kJson};
constexpr Option kSubsumesOptions[] = {kSystem,
                                       {.name = "A", .value = {}, .help = "A code", .required = true},
                                       {.name = "B", .value = {}, .help = "Another code", .required = true},
                                       kVersion,
                                       kIg,
                                       kJson};

}  // namespace

extern const Command kTerminologyLookup;
extern const Command kTerminologyValidateCode;
extern const Command kTerminologyExpand;
extern const Command kTerminologyTranslate;
extern const Command kTerminologySubsumes;

const Command kTerminologyLookup{
    .name = "terminology lookup",
    .summary = "Print what a code means: display, designations, properties, parents and children",
    .text =
        "Looks into the code systems that are loaded: those of the packages, and what `schakel terminology load` "
        "added. "
        "Exit 1\n"
        "when the code system is not loaded or has no such code.",
    .examples =
        "  schakel terminology lookup http://terminology.hl7.org/CodeSystem/v3-ActCode IMP\n"
        "  schakel terminology lookup loinc 718-7 --language nl\n"
        "  schakel terminology lookup ucum mmol/L --json",
    .options = kLookupOptions,
    .run = run_lookup,
};

const Command kTerminologyValidateCode{
    .name = "terminology validate-code",
    .summary = "Say whether a code exists, is in a value set, and has the display that was given",
    .text =
        "Exit 0 when it is valid, 1 when it is not or cannot be decided because something is not loaded (the message "
        "names it).",
    .examples =
        "  schakel terminology validate-code http://hl7.org/fhir/administrative-gender male\n"
        "  schakel terminology validate-code - male --valueset http://hl7.org/fhir/ValueSet/administrative-gender\n"
        "  schakel terminology validate-code snomed 73211009 --display 'Diabetes mellitus'",
    .options = kValidateOptions,
    .run = run_validate,
};

const Command kTerminologyExpand{
    .name = "terminology expand",
    .summary = "List the codes of a value set",
    .text =
        "Large ones (over 10,000 codes) are listed in pages: --count and --offset, or --filter. Value sets of whole "
        "code systems\n"
        "have urls too: http://snomed.info/sct?fhir_vs=isa/73211009, http://loinc.org/vs/LL715-4. Exit 1 when it is "
        "not "
        "loaded or\n"
        "needs something that is not.",
    .examples =
        "  schakel terminology expand http://hl7.org/fhir/ValueSet/administrative-gender\n"
        "  schakel terminology expand http://hl7.org/fhir/ValueSet/languages --filter dutch\n"
        "  schakel terminology expand http://hl7.org/fhir/ValueSet/observation-category --json",
    .options = kExpandOptions,
    .run = run_expand,
};

const Command kTerminologyTranslate{
    .name = "terminology translate",
    .summary = "Translate a code with the loaded concept maps, those of the gateway's own maps among them",
    .text = "Exit 1 when there is no translation.",
    .examples =
        "  schakel terminology translate http://terminology.hl7.org/CodeSystem/v2-0063 SPO\n"
        "  schakel terminology translate http://hl7.org/fhir/administrative-gender male --map "
        "http://hl7.org/fhir/ConceptMap/cm-administrative-gender-v3",
    .options = kTranslateOptions,
    .run = run_translate,
};

const Command kTerminologySubsumes{
    .name = "terminology subsumes",
    .summary = "Say how two codes stand in the hierarchy: equivalent, subsumes, subsumed-by, not-subsumed",
    .text = "A subsumes B when B is a kind of A. Exit 1 when one of them is unknown.",
    .examples = "  schakel terminology subsumes http://terminology.hl7.org/CodeSystem/v3-ActCode IMP ACUTE",
    .options = kSubsumesOptions,
    .run = run_subsumes,
};

}  // namespace schakel::app
