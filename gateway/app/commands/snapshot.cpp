// `schakel snapshot`: makes the snapshot of a StructureDefinition.

#include "fhir/definitions/snapshot.h"
#include "app/batch.h"
#include "app/commands/command.h"
#include "app/definitions.h"
#include "fhir/model/annotate.h"
#include "fhir/model/names.h"
#include "fhir/packages/archive.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"
#include "syntax/xml/reader.h"

#include <cstdio>

namespace schakel::app {

namespace {

struct Job {
  std::string file;
  bool xml = false;
  std::vector<std::string> load;
  bool sort = false;
  bool installed = false;
};

bool is_xml(std::string_view file) { return file.size() > 4 && file.substr(file.size() - 4) == ".xml"; }

// What went wrong; `kind` as in the batch contract.
struct Failure {
  std::string kind, message;
};

Result<std::vector<fhir::Document>> read_documents(const std::vector<std::string>& files) {
  std::vector<fhir::Document> documents;
  for (const std::string& file : files) {
    auto bytes = fhir::read_file(file);
    if (!bytes) return failed(bytes.error());
    documents.push_back({file, std::move(*bytes), is_xml(file)});
  }
  return documents;
}

// The StructureDefinition with its new snapshot, as JSON.
tl::expected<std::string, Failure> make(const fhir::DefinitionsPtr& definitions, const Job& job, bool pretty) {
  auto documents = read_documents(job.load);
  if (!documents) return tl::unexpected(Failure{"file", documents.error().message});
  Issues issues;
  const auto all = fhir::overlay(definitions, std::move(*documents), issues);
  if (!all) return tl::unexpected(Failure{"definitions", all.error().message});
  const auto bytes = fhir::read_file(job.file);
  if (!bytes) return tl::unexpected(Failure{"file", bytes.error().message});
  Arena arena;
  Tree tree(arena);
  Issues own;
  const bool read = job.xml ? syntax::xml::read(*bytes, tree, own) : syntax::json::read(*bytes, tree, own);
  if (!read || !(tree.root()->type() == "StructureDefinition")) {
    return tl::unexpected(
        Failure{"input", own.empty() ? "it is no StructureDefinition" : text_of(own.all().front(), true)});
  }
  fhir::annotate(tree, **all, job.xml ? fhir::Kinds::from_types : fhir::Kinds::keep);
  fhir::DefinitionsSource source(**all, !job.installed);
  const fhir::SnapshotResult result = fhir::make_snapshot(tree, source, {.sort = job.sort});
  if (!result.made) return tl::unexpected(Failure{"snapshot", result.error});
  fhir::annotate(tree, **all);
  std::string json;
  syntax::json::WriteOptions options;
  options.pretty = pretty;
  syntax::json::write(*tree.root(), json, options);
  return json;
}

int run_jobs(const fhir::DefinitionsPtr& definitions) {
  return run_batch([&definitions](const BatchRequest& request, BatchAnswer& answer) {
    Job job;
    job.file = request.text("file");
    job.xml = request.text("format") == "xml";
    for (const std::string_view file : request.list("load")) job.load.emplace_back(file);
    job.sort = request.flag("sort");
    job.installed = request.flag("installed");
    const auto made = make(definitions, job, false);
    if (made) {
      answer.json().key("result").raw(*made);
    } else {
      answer.error(made.error().kind, made.error().message);
    }
  });
}

int run(const Arguments& arguments) {
  const auto definitions = open_definitions();
  if (!definitions) {
    std::fprintf(stderr, "schakel: %s\n", definitions.error().message.c_str());
    return kFailed;
  }
  if (arguments.has("--batch")) return run_jobs(*definitions);
  const auto file = arguments.find("FILE");
  if (!file) {
    std::fprintf(stderr, "schakel: snapshot needs a FILE, or --batch\n");
    return kFailed;
  }
  Job job;
  job.file = *file;
  job.xml = is_xml(*file);
  for (const std::string& l : arguments.all("--load")) job.load.push_back(l);
  job.sort = arguments.has("--sort");
  job.installed = arguments.has("--installed");
  const auto made = make(*definitions, job, true);
  if (!made) {
    std::fprintf(stderr, "schakel: %s: %s\n", job.file.c_str(), made.error().message.c_str());
    return kInputIsWrong;
  }
  std::printf("%s\n", made->c_str());
  return kDone;
}

constexpr Option kOptions[] = {
    {.name = "FILE", .value = {}, .help = "A StructureDefinition, JSON or XML (.xml)"},
    {.name = "--load",
     .value = "FILE",
     .help = "Another definition it needs: its base, profiles of its types",
     .many = true},
    {.name = "--installed",
     .value = {},
     .help = "See all installed packages too, not only R4 core and what is loaded with --load"},
    {.name = "--sort", .value = {}, .help = "Put the differential into the order of its base first"},
    {.name = "--batch", .value = {}, .help = "JSON requests on stdin, answers on stdout, one a line"},
};

}  // namespace

extern const Command kSnapshot;
const Command kSnapshot{
    .name = "snapshot",
    .summary = "Make the snapshot of a StructureDefinition from its differential",
    .text =
        "Prints the StructureDefinition with its snapshot as JSON. What its author got wrong is an error that names "
        "the element,\n"
        "and exit 1. Its base and the profiles it uses come from R4 core and --load; with --installed from all "
        "packages.",
    .examples = "  schakel snapshot my-patient.json\n  schakel snapshot child.json --load parent.json",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
