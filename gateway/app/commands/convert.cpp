// `schakel convert`: FHIR JSON and FHIR XML into each other, messages of local formats into FHIR.

#include "app/batch.h"
#include "app/commands/command.h"
#include "app/convert_message.h"
#include "app/definitions.h"
#include "app/document.h"

#include <cstdio>
#include <string>

namespace schakel::app {

namespace {

Syntax syntax_named(std::string_view name) { return name == "xml" ? Syntax::xml : Syntax::json; }

// One document into another syntax. False: `error` says why.
bool convert(std::string_view document, Syntax from, Syntax to, const fhir::Definitions& definitions, bool pretty,
             std::string& out, std::string& error) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  const bool readable = read_fhir(document, from, definitions, tree, issues);
  if (readable && !issues.has_errors()) write_fhir(tree, to, definitions, pretty, out, issues);
  if (!issues.has_errors()) return true;
  for (const Issue& issue : issues.all()) {
    if (issue.severity > Severity::error) continue;
    const LineIndex::Place place = LineIndex(document).at(issue.span.begin);
    error =
        "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " + text_of(issue, true);
    break;
  }
  return false;
}

void answer_one(const BatchRequest& request, BatchAnswer& answer, const fhir::Definitions& definitions) {
  const std::string_view op = request.text("op");
  if (op != "roundtrip" && op != "convert")
    return answer.error("request", "one of the operations roundtrip, convert was expected");
  const auto document = file_content(std::string(request.text("file")));
  if (!document) return answer.error("request", document.error().message);
  const Syntax from = syntax_named(request.text("format"));
  const Syntax to = syntax_named(request.text(op == "convert" ? "to" : "via"));
  std::string result;
  std::string error;
  if (!convert(*document, from, to, definitions, false, result, error)) return answer.error("syntax", error);
  if (op == "roundtrip") {
    std::string back;
    if (!convert(result, to, from, definitions, false, back, error)) return answer.error("syntax", error);
    result = std::move(back);
  }
  answer.json().member("result", std::string_view(result));
}

int convert_local(const Arguments& arguments, const std::string& document, const formats::Format& format,
                  const fhir::DefinitionsPtr& definitions) {
  const auto installation = this_installation();
  if (!installation) {
    std::fprintf(stderr, "schakel: %s\n", installation.error().message.c_str());
    return kFailed;
  }
  const ConvertOptions options{arguments.text("--to") == "xml", !arguments.has("--compact"),
                               arguments.has("--unmapped")};
  const auto converted =
      convert_messages(document, arguments.text("FILE"), format, *installation, definitions, options);
  if (!converted) {
    std::fprintf(stderr, "schakel: %s\n", converted.error().message.c_str());
    return kFailed;
  }
  std::fputs(converted->said.c_str(), stderr);
  std::fputs(converted->out.c_str(), stdout);
  return converted->ok ? kDone : kInputIsWrong;
}

int run(const Arguments& arguments) {
  const auto definitions = open_definitions();
  if (!definitions) {
    std::fprintf(stderr, "schakel: %s\n", definitions.error().message.c_str());
    return kFailed;
  }
  if (arguments.has("--batch")) {
    return run_batch(
        [&](const BatchRequest& request, BatchAnswer& answer) { answer_one(request, answer, **definitions); });
  }
  const std::string file(arguments.text("FILE"));
  if (file.empty()) {
    std::fprintf(stderr,
                 "schakel convert: a file, or - for standard input, was expected (see schakel convert --help)\n");
    return kFailed;
  }
  const auto document = file_content(file);
  if (!document) {
    std::fprintf(stderr, "schakel: %s\n", document.error().message.c_str());
    return kFailed;
  }
  if (const formats::Format* format = formats::by_content(*document))
    return convert_local(arguments, *document, *format, *definitions);
  const Syntax from = syntax_of(*document);
  Syntax to = from == Syntax::json ? Syntax::xml : Syntax::json;
  if (const auto named = arguments.find("--to")) {
    if (*named != "json" && *named != "xml") {
      std::fprintf(stderr, "schakel convert: --to json or --to xml was expected\n");
      return kFailed;
    }
    to = syntax_named(*named);
  }
  Arena arena;
  Tree tree(arena);
  Issues issues;
  std::string out;
  if (read_fhir(*document, from, **definitions, tree, issues)) {
    write_fhir(tree, to, **definitions, !arguments.has("--compact"), out, issues);
  }
  std::fputs(lines_of(issues, *document, file).c_str(), stderr);
  if (!out.empty()) std::printf("%s\n", out.c_str());
  return issues.has_errors() ? kInputIsWrong : kDone;
}

constexpr Option kOptions[] = {
    {.name = "FILE",
     .value = "",
     .help = "A message (HL7 v2), or a FHIR resource in JSON or XML; - reads standard input"},
    {.name = "--to", .value = "json|xml", .help = "The syntax to write; without it the other one"},
    {.name = "--unmapped",
     .value = "",
     .help = "Of a message, list the values that no map consumed, with their places"},
    {.name = "--compact", .value = "", .help = "Write without line breaks and indentation"},
    {.name = "--batch", .value = "", .help = "JSON requests on stdin, answers on stdout, one a line"},
};

}  // namespace

extern const Command kConvert;
const Command kConvert{
    .name = "convert",
    .summary = "Convert a message to FHIR, or FHIR JSON and XML into each other",
    .text =
        "Reads a message in a local format (told by its content) and writes what its map makes of it: a transaction "
        "Bundle for\n"
        "each message, as the gateway would deliver it.\n"
        "\n"
        "Reads FHIR JSON or XML (told by its first character) and writes it as the other. Digits of decimals, "
        "narratives,\n"
        "extensions of primitives and order are kept. What is wrong with the document is said with line and column; "
        "exit 1\n"
        "then.",
    .examples =
        "  schakel convert discharge.hl7            the Bundle of a message\n"
        "  schakel convert --unmapped discharge.hl7 what the map leaves out\n"
        "  schakel convert patient.json             as XML\n"
        "  schakel convert --to json patient.xml    as JSON\n"
        "  schakel convert --batch < requests       answers in JSON lines",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
