// A 2 KB laboratory result in its tree becomes a transaction Bundle, with the maps of the installation. Goal: within 60
// us (stretch 25). Read and mapped together show what a message costs before validation.

#include "base/installation.h"
#include "documents.h"
#include "fhir/definitions/definitions.h"
#include "formats/format.h"
#include "mapping/map_files.h"
#include "mapping/mapping.h"

#include <benchmark/benchmark.h>

#include <string>

namespace schakel::bench {

namespace {

struct Prepared {
  std::string why;  // not empty: there is nothing to measure
  std::shared_ptr<const mapping::MapLibrary> library;
  const mapping::Map* map = nullptr;
};

Prepared prepare(std::string_view message) {
  Prepared p;
  const auto installation = this_installation();
  if (!installation) return {installation.error().message, {}, nullptr};
  auto definitions = fhir::open_image(installation->image);
  if (!definitions) return {definitions.error().message, {}, nullptr};
  auto files = mapping::read_map_files(installation->mappings);
  if (!files) return {files.error().message, {}, nullptr};
  Issues issues;
  auto library = mapping::MapLibrary::load(*definitions, std::move(files->maps), std::move(files->concepts), issues);
  if (!library) return {library.error().message, {}, nullptr};
  p.library = std::move(*library);
  p.map = p.library->for_message(message);
  if (p.map == nullptr) p.why = "no map for this message";
  return p;
}

const Prepared& result_map() {
  static const Prepared prepared = prepare("ORU^R01");
  return prepared;
}

std::size_t entries_of(const Tree& bundle) {
  std::size_t count = 0;
  for (const Node* e = bundle.root()->child("entry"); e != nullptr; e = e->next_of_same_name()) ++count;
  return count;
}

void run(benchmark::State& state, bool with_reading) {
  const Prepared& prepared = result_map();
  if (!prepared.why.empty()) {
    state.SkipWithError(prepared.why.c_str());
    return;
  }
  static const std::string message = lab_result_er7();
  const formats::Format& format = *formats::by_name("hl7v2");
  mapping::Transformer transformer(prepared.library);
  Arena source_arena;
  Arena arena;
  Issues issues;
  Tree read(source_arena);
  if (!format.read(message, {}, read, issues)) state.SkipWithError("unreadable");
  for (auto _ : state) {
    arena.reset();
    Tree source(arena);
    Tree target(arena);
    if (with_reading && !format.read(message, {}, source, issues)) state.SkipWithError("unreadable");
    if (!transformer.run(*prepared.map, with_reading ? source : read, target, issues))
      state.SkipWithError("the map failed");
    benchmark::DoNotOptimize(target.root());
    state.counters["resources"] = static_cast<double>(entries_of(target));
    state.counters["nodes"] = static_cast<double>(target.size());
  }
}

void map_result(benchmark::State& state) { run(state, false); }
void read_and_map_result(benchmark::State& state) { run(state, true); }

}  // namespace

BENCHMARK(map_result)->Name("mapping/2 KB result to a Bundle")->Unit(benchmark::kMicrosecond);
BENCHMARK(read_and_map_result)->Name("mapping/read and map 2 KB")->Unit(benchmark::kMicrosecond);

}  // namespace schakel::bench
