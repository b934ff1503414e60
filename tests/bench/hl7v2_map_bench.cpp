// A 2 KB result mapped to a transaction, and the discharge of our golden file, each one message after another with one
// Transformer. Goal: the result within 60 us (stretch 25).

#include "formats/format.h"
#include "mapping/map_files.h"
#include "mapping/mapping.h"
#include "support/definitions.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace schakel::bench {

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

const std::shared_ptr<const mapping::MapLibrary>& library() {
  static const std::shared_ptr<const mapping::MapLibrary> loaded = [] {
    std::vector<std::string> models;
    for (const formats::Format* format : formats::all()) format->describe(models);
    auto files = mapping::read_map_files("mappings");
    Issues issues;
    auto result = mapping::MapLibrary::load(test::with_resources(models), std::move(files->maps),
                                            std::move(files->concepts), issues);
    if (!result || issues.has_errors()) std::abort();
    return *result;
  }();
  return loaded;
}

void map_message(benchmark::State& state, const std::string& folder) {
  const std::string message = content_of("tests/golden/mappings/hl7v2/" + folder + "/input.hl7");
  const formats::Format* format = formats::by_name("hl7v2");
  Arena source_arena;
  Tree source(source_arena);
  Issues issues;
  if (!format->read(message, {}, source, issues)) std::abort();
  const mapping::Map* map = library()->for_message(format->envelope(source).type);
  mapping::Transformer transformer(library());
  Arena arena;
  std::size_t entries = 0;
  for (auto _ : state) {
    arena.reset();
    Tree target(arena);
    Issues said;
    if (!transformer.run(*map, source, target, said)) std::abort();
    benchmark::DoNotOptimize(target.root());
    entries = 0;
    for (const Node* e = target.root()->child("entry"); e != nullptr; e = e->next_of_same_name()) ++entries;
  }
  state.counters["bytes"] = static_cast<double>(message.size());
  state.counters["resources"] = static_cast<double>(entries);
}

}  // namespace

BENCHMARK_CAPTURE(map_message, result, std::string("oru-r01-panels"))
    ->Name("hl7v2/map a result")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(map_message, discharge, std::string("adt-a03-discharge-with-follow-up"))
    ->Name("hl7v2/map a discharge")
    ->Unit(benchmark::kMicrosecond);

}  // namespace schakel::bench
