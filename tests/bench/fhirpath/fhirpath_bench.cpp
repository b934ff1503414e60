// Ours: fhirpath_bench IMAGE EXPRESSIONS DOCUMENTS_FOLDER prints one JSON array: per expression the result, nanoseconds
// and heap allocations of one warm evaluation, nanoseconds of compiling. bench.py sets it beside fhirpath.js.

#include "fhir/definitions/installed.h"
#include "fhir/model/annotate.h"
#include "fhirpath/fhirpath.h"
#include "syntax/json/emitter.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <new>

namespace {
std::uint64_t allocations = 0;
}

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* p = std::malloc(bytes)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace schakel::bench {

namespace {

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) std::exit((std::fprintf(stderr, "cannot read %s\n", path.c_str()), 2));
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Document {
  std::string bytes;
  Arena arena;
  Tree tree{arena};
};

template <class Run>
double best_of(const Run& run) {
  using Clock = std::chrono::steady_clock;
  const auto timed = [&](std::uint64_t count) {
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) run();
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  };
  std::uint64_t count = 1;
  for (double spent = timed(count); spent < 10e6; spent = timed(count)) count *= 4;
  double best = 1e300;
  for (int round = 0; round < 5; ++round) best = std::min(best, timed(count) / static_cast<double>(count));
  return best;
}

void append(const fhirpath::Value& v, syntax::json::Emitter& json) {
  using fhirpath::ValueType;
  if (v.type == ValueType::boolean) {
    json.value(v.boolean);
  } else if (v.type == ValueType::integer || v.type == ValueType::decimal) {
    json.raw(fhirpath::to_text(v));
  } else if (v.is_node()) {
    std::string text;
    syntax::json::write(*v.node, text);
    json.raw(text);
  } else {
    json.value(fhirpath::to_text(v));
  }
}

void measure(const fhir::Definitions& definitions, const Node& root, std::string_view expression,
             syntax::json::Emitter& json) {
  fhirpath::CompileOptions options;
  options.definitions = &definitions;
  options.context = definitions.type(root.type());
  auto program = fhirpath::compile(expression, options);
  if (!program) std::exit((std::fprintf(stderr, "%s\n", program.error().message.c_str()), 2));
  fhirpath::Evaluator evaluator(&definitions);
  fhirpath::Environment environment;
  environment.focus = environment.resource = environment.root_resource = &root;
  json.object().member("expression", expression).key("result").array();
  const auto result = evaluator.run(**program, environment);
  if (!result) std::exit((std::fprintf(stderr, "%s\n", result.error().message.c_str()), 2));
  for (const fhirpath::Value& v : *result) append(v, json);
  json.end();
  const std::uint64_t before = allocations;
  constexpr std::uint64_t kRuns = 100;
  for (std::uint64_t i = 0; i < kRuns; ++i) static_cast<void>(evaluator.run(**program, environment));
  json.member("allocations", static_cast<double>(allocations - before) / kRuns);
  json.member("ns", best_of([&] { static_cast<void>(evaluator.run(**program, environment)); }));
  json.member("compile_ns", best_of([&] { static_cast<void>(fhirpath::compile(expression, options)); }));
  json.end();
}

int main_of(const std::string& image, const std::string& list, const std::string& folder) {
  const auto definitions = fhir::open_image(image);
  if (!definitions) return std::fprintf(stderr, "%s\n", definitions.error().message.c_str()), 2;
  std::map<std::string, std::unique_ptr<Document>> documents;
  Document expressions;
  expressions.bytes = file(list);
  Issues issues;
  syntax::json::ReadOptions plain;
  plain.shape = syntax::json::Shape::plain;
  if (!syntax::json::read(expressions.bytes, expressions.tree, issues, plain)) return 2;
  std::string out;
  syntax::json::Emitter json(out);
  json.array();
  for (const Node* row = expressions.tree.root()->first_child(); row != nullptr; row = row->next()) {
    const std::string name(row->first_child()->value().reveal());
    auto& document = documents[name];
    if (document == nullptr) {
      document = std::make_unique<Document>();
      document->bytes = file(folder + "/" + name + ".json");
      if (!syntax::json::read(document->bytes, document->tree, issues)) return 2;
      fhir::annotate(document->tree, **definitions);
    }
    measure(**definitions, *document->tree.root(), row->last_child()->value().reveal(), json);
  }
  json.end();
  std::puts(out.c_str());
  return 0;
}

}  // namespace

}  // namespace schakel::bench

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("fhirpath_bench IMAGE EXPRESSIONS FOLDER\n", stderr), 2;
  return schakel::bench::main_of(argv[1], argv[2], argv[3]);
}
