// A result of 2 KB read into a tree and answered, and each alone. Goal: both within 10 us (stretch 4).

#include "documents.h"
#include "formats/hl7v2/hl7v2.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace schakel::bench {

namespace {

const std::string& result() {
  static const std::string text = lab_result_er7();
  return text;
}

const formats::hl7v2::Hl7v2& format() {
  static const formats::hl7v2::Hl7v2 instance;
  return instance;
}

void read_result(benchmark::State& state) {
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    Tree tree(arena);
    Issues issues;
    if (!format().read(result(), {}, tree, issues)) std::abort();
    benchmark::DoNotOptimize(tree.root());
    state.counters["nodes"] = static_cast<double>(tree.size());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(result().size()));
}

void answer_result(benchmark::State& state) {
  Arena arena;
  Tree tree(arena);
  Issues issues;
  for (auto _ : state) {
    benchmark::DoNotOptimize(format().acknowledge(result(), tree, formats::Format::Acknowledgement::accept, issues,
                                                  "S0001", "2026-03-13T17:02:05+01:00"));
  }
}

void read_and_answer(benchmark::State& state) {
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    Tree tree(arena);
    Issues issues;
    if (!format().read(result(), {}, tree, issues)) std::abort();
    benchmark::DoNotOptimize(format().acknowledge(result(), tree, formats::Format::Acknowledgement::accept, issues,
                                                  "S0001", "2026-03-13T17:02:05+01:00"));
  }
}

}  // namespace

BENCHMARK(read_result)->Name("hl7v2/read 2 KB")->Unit(benchmark::kMicrosecond);
BENCHMARK(answer_result)->Name("hl7v2/answer")->Unit(benchmark::kMicrosecond);
BENCHMARK(read_and_answer)->Name("hl7v2/read and answer 2 KB")->Unit(benchmark::kMicrosecond);

}  // namespace schakel::bench
