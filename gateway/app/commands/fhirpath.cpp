// `schakel fhirpath`: evaluates one expression, or a batch of them.

#include "app/batch.h"
#include "app/commands/command.h"
#include "app/definitions.h"
#include "app/fhirpath_case.h"
#include "app/fhirpath_services.h"
#include "syntax/json/writer.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

namespace schakel::app {

namespace {

bool read_file(const std::string& path, std::string& bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  bytes.assign(std::istreambuf_iterator<char>(in), {});
  return !in.bad();
}

// Each part of the expression with its column and what it gave, on stderr; what runs once for each item is indented
// below the item.
class PrintedTrace final : public fhirpath::Trace {
 public:
  void report(std::string_view name, std::span<const fhirpath::Value> values) override {
    print("      trace('" + std::string(name) + "')", "        ", values);
  }
  void step(const fhirpath::TraceStep& step) override {
    if (!begun_) std::fputs("column  part of the expression -> what it gave\n", stderr);
    begun_ = true;
    const std::string indent(2 * static_cast<std::size_t>(step.depth), ' ');
    const Node* item =
        step.depth > 0 && step.focus.size() == 1 && step.focus[0].is_node() ? step.focus[0].node : nullptr;
    if (item != nullptr && item != item_)
      std::fputs(("        " + indent + "$this is " + fhirpath_of(*item) + "\n").c_str(), stderr);
    item_ = item;
    std::string column = std::to_string(step.column);
    column.insert(0, column.size() < 6 ? 6 - column.size() : 0, ' ');
    print(column + "  " + indent + std::string(step.text), "          " + indent, step.values);
  }

 private:
  // The value in short, its type, and where it stands.
  static std::string shown(const fhirpath::Value& v) {
    constexpr std::size_t kLongest = 100;
    std::string json;
    syntax::json::Emitter emitter(json);
    append_value(v, emitter);
    if (json.size() > kLongest) {
      std::size_t cut = kLongest;
      while (cut > 0 && (static_cast<unsigned char>(json[cut]) & 0xC0) == 0x80) --cut;
      json.resize(cut);
      json += " ...";
    }
    const std::string type = fhirpath::type_name(v);
    if (!type.empty()) json += "  " + type;
    if (v.is_node()) json += "  at " + fhirpath_of(*v.node);
    return json;
  }

  static void print(const std::string& head, const std::string& indent, std::span<const fhirpath::Value> values) {
    constexpr std::size_t kMost = 20;
    std::string text = head + " -> ";
    if (values.empty()) text += "nothing";
    if (values.size() == 1) text += shown(values[0]);
    if (values.size() > 1) text += std::to_string(values.size()) + " items";
    text += '\n';
    for (std::size_t i = 0; values.size() > 1 && i < std::min(values.size(), kMost); ++i)
      text += indent + shown(values[i]) + "\n";
    if (values.size() > kMost) text += indent + "... and " + std::to_string(values.size() - kMost) + " more\n";
    std::fputs(text.c_str(), stderr);
  }

  bool begun_ = false;
  const Node* item_ = nullptr;  // of the step before
};

Result<fhir::DefinitionsPtr>& shared_definitions() {
  static Result<fhir::DefinitionsPtr> definitions = open_definitions();
  return definitions;
}

bool looks_like_xml(std::string_view bytes) {
  const std::size_t at = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string_view::npos && bytes[at] == '<';
}

void answer_request(const BatchRequest& request, BatchAnswer& answer) {
  FhirpathCase one;
  one.expression = request.text("expr");
  one.context = request.text("context");
  one.plain = request.text("model") == "none";
  one.strict = request.flag("strict");
  one.check_ordered = request.flag("checkOrderedFunctions");
  if (const Node* variables = request.find("variables")) {
    for (const Node* v = variables->first_child(); v != nullptr; v = v->next()) {
      std::string json;
      syntax::json::WriteOptions options;
      options.shape = syntax::json::Shape::plain;
      syntax::json::write(*v, json, options);
      one.variables.emplace_back(std::string(v->name().text()), std::move(json));
    }
  }
  const std::string path(request.text("resource"));
  if (!path.empty()) {
    one.has_document = true;
    if (!read_file(path, one.document)) return answer.error("execution", "cannot read " + path);
    one.xml = request.text("format") == "xml";
  }
  const fhir::Definitions* definitions = nullptr;
  fhirpath::Services* services = nullptr;
  if (!one.plain) {
    const auto& opened = shared_definitions();
    if (!opened) return answer.error("execution", opened.error().message);
    static const std::unique_ptr<fhirpath::Services> shared = fhirpath_services(*opened);
    definitions = opened->get();
    services = shared.get();
  }
  answer.json().key("result");
  const auto done = evaluate_case(one, definitions, services, nullptr, answer.json());
  if (!done) answer.error(kind_text(done.error().kind), done.error().message);
}

// As JSON on stdout, and for people on stderr: the expression's line with a mark below the place.
int print_error(const fhirpath::Error& error, std::string_view expression) {
  std::string out;
  syntax::json::Emitter json(out);
  json.object().key("error").object().member("kind", kind_text(error.kind)).member("message", error.message);
  if (error.column != 0) json.member("column", error.column);
  json.end().end();
  std::cout << out << '\n';
  if (error.column != 0 && expression.find('\n') == std::string_view::npos) {
    const std::string mark(error.column - 1, ' ');
    std::cerr << expression << '\n' << mark << "^ " << error.message << '\n';
  }
  return kInputIsWrong;
}

int run(const Arguments& arguments) {
  if (arguments.has("--batch")) return run_batch(answer_request);
  if (!arguments.has("--expr")) {
    std::fputs("schakel: --expr is needed (or --batch)\n", stderr);
    return kFailed;
  }
  FhirpathCase one;
  one.expression = arguments.text("--expr");
  one.context = arguments.text("--context");
  one.plain = arguments.text("--model") == "none";
  one.strict = arguments.has("--strict");
  for (const std::string& variable : arguments.all("--var")) {
    const std::size_t equals = variable.find('=');
    if (equals == std::string::npos) {
      std::fprintf(stderr, "schakel: --var needs NAME=JSON\n");
      return kFailed;
    }
    one.variables.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
  }
  if (const auto file = arguments.find("--resource")) {
    one.has_document = true;
    if (!read_file(std::string(*file), one.document)) {
      std::fprintf(stderr, "schakel: cannot read %s\n", std::string(*file).c_str());
      return kFailed;
    }
    one.xml = looks_like_xml(one.document);
  }
  fhir::DefinitionsPtr definitions;
  std::unique_ptr<fhirpath::Services> services;
  if (!one.plain) {
    auto& opened = shared_definitions();
    if (!opened) {
      std::fprintf(stderr, "schakel: %s\n", opened.error().message.c_str());
      return kFailed;
    }
    definitions = *opened;
    services = fhirpath_services(definitions);
  }
  PrintedTrace trace;
  std::string out;
  syntax::json::Emitter json(out);
  const auto done =
      evaluate_case(one, definitions.get(), services.get(), arguments.has("--trace") ? &trace : nullptr, json);
  if (!done) return print_error(done.error(), one.expression);
  std::cout << out << '\n';
  return kDone;
}

constexpr Option kOptions[] = {
    {.name = "--expr", .value = "EXPR", .help = "The expression"},
    {.name = "--resource",
     .value = "FILE",
     .help = "The resource it is applied to, JSON or XML; none: the focus is empty"},
    {.name = "--context", .value = "EXPR", .help = "What it is applied to instead of the resource itself"},
    {.name = "--var", .value = "NAME=JSON", .help = "A variable %NAME", .many = true},
    {.name = "--model", .value = "r4|none", .help = "none: any JSON, whose members are the paths", .fallback = "r4"},
    {.name = "--strict", .value = {}, .help = "Unknown elements and wrong types are errors, found without evaluating"},
    {.name = "--trace", .value = {}, .help = "Show on stderr what each step gave"},
    {.name = "--batch", .value = {}, .help = "Requests as JSON lines on stdin, answers on stdout"},
};

}  // namespace

extern const Command kFhirpath;

const Command kFhirpath{
    .name = "fhirpath",
    .summary = "Evaluate a FHIRPath expression on a resource",
    .text =
        "Prints a JSON array of {\"type\", \"value\"}; a primitive that has an id or extensions but no value is not in "
        "it.\n"
        "An error of the expression is printed as {\"error\": {...}} with the column where it is known; the exit code "
        "is 1\n"
        "then. FHIRPath 2.0 with R4's additions and the functions of 3.0 in wide use.",
    .examples =
        "  schakel fhirpath --resource patient.json --expr \"name.where(use = 'official').given\"\n"
        "  schakel fhirpath --resource bundle.xml --expr 'Bundle.entry.resource.ofType(Observation).value' --trace\n"
        "  schakel fhirpath --expr \"@2024-01-31 + 1 month\"",
    .options = kOptions,
    .run = run,
};

}  // namespace schakel::app
