// JSON -> Tree against bare RapidJSON (in situ, SAX, SSE4.2, a handler that does nothing) on the same bytes, both with
// the copy that parsing in situ needs; Tree -> JSON against copying the same bytes through a std::string.

#include "bench/documents.h"
#include "bench/ratios.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"

#define RAPIDJSON_SSE42
#define RAPIDJSON_ASSERT(x) static_cast<void>(0)
#include <benchmark/benchmark.h>
#include <rapidjson/reader.h>

#include <cstdlib>
#include <cstring>
#include <vector>

namespace schakel::bench {

namespace {

// As in the gateway, where the definitions have put all names of FHIR into the table of names.
void intern_names(const Node& node) {
  Name::intern(node.name().text());
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) intern_names(*c);
}

std::string prepared(std::string text, bool pretty) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  if (!syntax::json::read(text, tree, issues)) std::abort();
  intern_names(*tree.root());
  Name::intern("Bundle");
  if (!pretty) return text;
  std::string out;
  syntax::json::write(*tree.root(), out, {.shape = syntax::json::Shape::fhir, .pretty = true});
  return out;
}

void read_tree(benchmark::State& state, const std::string& text) {
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    Tree tree(arena);
    Issues issues;
    if (!syntax::json::read(text, tree, issues) || !issues.empty()) std::abort();
    benchmark::DoNotOptimize(tree.root());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void rapidjson_sax(benchmark::State& state, const std::string& text) {
  struct Nothing : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Nothing> {};
  std::vector<char> buffer(text.size() + 64);
  rapidjson::Reader reader;
  for (auto _ : state) {
    std::memcpy(buffer.data(), text.data(), text.size());
    buffer[text.size()] = '\0';
    rapidjson::InsituStringStream stream(buffer.data());
    Nothing handler;
    if (!reader.Parse<rapidjson::kParseInsituFlag>(stream, handler)) std::abort();
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void write_tree(benchmark::State& state, const std::string& text) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  if (!syntax::json::read(text, tree, issues)) std::abort();
  std::string out;
  for (auto _ : state) {
    out.clear();
    syntax::json::write(*tree.root(), out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

[[maybe_unused]] const bool registered = [] {
  for (const bool pretty : {false, true}) {
    const std::string kind = pretty ? " 21 KB pretty" : " 21 KB";
    const std::string text = prepared(discharge_bundle_json(), pretty);
    benchmark::RegisterBenchmark(("syntax/json/read" + kind).c_str(),
                                 [text](benchmark::State& s) { read_tree(s, text); });
    benchmark::RegisterBenchmark(("syntax/json/rapidjson sax" + kind).c_str(),
                                 [text](benchmark::State& s) { rapidjson_sax(s, text); });
    add_ratio({"syntax/json/read" + kind, "syntax/json/rapidjson sax" + kind, 0.7, 0.85});
    if (!pretty)
      benchmark::RegisterBenchmark("syntax/json/write 21 KB", [text](benchmark::State& s) { write_tree(s, text); });
  }
  add_ratio({"syntax/json/write 21 KB", "syntax/json/rapidjson sax 21 KB", 1.0, 2.0});
  const std::string small = prepared(observation_json(), false);
  benchmark::RegisterBenchmark("syntax/json/read 2 KB", [small](benchmark::State& s) { read_tree(s, small); });
  benchmark::RegisterBenchmark("syntax/json/rapidjson sax 2 KB",
                               [small](benchmark::State& s) { rapidjson_sax(s, small); });
  add_ratio({"syntax/json/read 2 KB", "syntax/json/rapidjson sax 2 KB", 0.7, 0.85});
  return true;
}();

}  // namespace

}  // namespace schakel::bench
