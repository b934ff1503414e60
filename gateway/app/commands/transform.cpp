// `schakel transform`: a map over a document.

#include "app/transform.h"
#include "app/batch.h"
#include "app/commands/command.h"
#include "app/definitions.h"

#include <cstdio>

namespace schakel::app {

namespace {

int complain(std::string_view message) {
  std::fprintf(stderr, "schakel: %.*s\n", static_cast<int>(message.size()), message.data());
  return kFailed;
}

int batch() {
  const auto definitions = open_definitions();
  if (!definitions) return complain(definitions.error().message);
  return run_batch([&](const BatchRequest& request, BatchAnswer& answer) {
    TransformAnswer done;
    if (request.text("op") == "parse") {
      done = parse_map(std::string(request.text("map")));
    } else {
      TransformRequest wanted;
      wanted.map = request.text("map");
      wanted.source = request.text("source");
      wanted.to = request.text("format");
      for (const std::string_view path : request.list("load")) wanted.load.emplace_back(path);
      done = transform(*definitions, wanted);
    }
    if (!done.error_kind.empty()) {
      answer.error(done.error_kind, done.error);
    } else if (request.text("op") == "parse") {
      answer.json().key("result").raw(done.result);
    } else {
      answer.json().member("result", std::string_view(done.result));
    }
  });
}

int print(const TransformAnswer& done, bool unmapped) {
  for (const std::string& message : done.messages) std::fprintf(stderr, "%s\n", message.c_str());
  if (unmapped) {
    for (const std::string& path : done.unmapped) std::printf("%s\n", path.c_str());
  }
  if (!done.error_kind.empty()) {
    if (done.messages.empty() || done.error_kind != "execution") std::fprintf(stderr, "%s\n", done.error.c_str());
    return kInputIsWrong;
  }
  if (!unmapped) std::printf("%s\n", done.result.c_str());
  return kDone;
}

int run(const Arguments& arguments) {
  if (arguments.has("--batch")) return batch();
  const std::string map(arguments.text("--map"));
  if (map.empty()) return complain("--map FILE is needed");
  if (arguments.text("--source").empty()) return print(parse_map(map), false);
  const auto definitions = open_definitions();
  if (!definitions) return complain(definitions.error().message);
  TransformRequest request;
  request.map = map;
  request.source = arguments.text("--source");
  request.to = arguments.text("--to");
  request.unmapped = arguments.has("--unmapped");
  request.log = arguments.has("--log");
  request.pretty = true;
  for (const std::string& path : arguments.all("--ig")) request.load.push_back(path);
  return print(transform(*definitions, request), request.unmapped);
}

constexpr Option kOptions[] = {
    {.name = "--map", .value = "FILE", .help = "The map, in FHIR Mapping Language; its first group starts"},
    {.name = "--source",
     .value = "FILE",
     .help = "FHIR as JSON or XML, or a message of a local format; without it, the map is printed as a StructureMap"},
    {.name = "--ig",
     .value = "FILE",
     .help = "Definitions, concept maps and imported maps for this run: a file or a folder of maps",
     .many = true},
    {.name = "--to", .value = "json|xml", .help = "How to print the result (default: as the source)"},
    {.name = "--unmapped", .value = {}, .help = "Print what no rule has read instead"},
    {.name = "--log", .value = {}, .help = "Evaluate the map's `log` clauses and print them on stderr"},
    {.name = "--batch", .value = {}, .help = "Requests as JSON lines on stdin, answers on stdout"},
};

}  // namespace

extern const Command kTransform;

const Command kTransform{
    .name = "transform",
    .summary = "Run a map over a document",
    .text =
        "Prints what the map makes of the source. Exit 1 when the map, the source or the run is wrong; the messages "
        "name the rule\n"
        "(file:line:column) and say why.",
    .examples =
        "  schakel transform --map mappings/hl7v2/oru-r01.map --ig mappings --source result.hl7\n"
        "  schakel transform --map step.map --ig tleft.json --ig tright.json --source source.json\n"
        "  schakel transform --map step.map            # the map as a StructureMap",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
