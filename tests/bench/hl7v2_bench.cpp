// A result of 2 KB read into a tree and answered, and each alone. Goal: both within 10 us (stretch 4).

#include "formats/hl7v2/hl7v2.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace schakel::bench {

namespace {

// Two panels with notes, as a Belgian laboratory writes them; a made-up person with valid numbers.
const std::string& result() {
  static const std::string text = [] {
    std::string m =
        "MSH|^~\\&|GLIMS|LABPROEF|SCHAKEL|HUB|20260320093011||ORU^R01^ORU_R01|G26032000417|P|2.4|||||BE|8859/1\r"
        "PID|1||4103070012^^^AZPROEF^PI~41030701278^^^^NN||VANTESTEN^Godelieve^^^Mevrouw||19410307|F|||Proefstraat 12 "
        "bus 3^^DEINZE^^9800^BE^H\r"
        "PV1|1|O|4210^012^2|||||12734120004^HUISARTS^An||||||||||||26030077^^^^VN\r"
        "ORC|RE|H5523|26L0417^GLIMS||CM||||20260320080000|||12734120004^HUISARTS^An\r";
    for (int panel = 1; panel <= 2; ++panel) {
      const std::string n = std::to_string(panel);
      m += "OBR|" + n + "|H5523|26L0417-" + n +
           "^GLIMS|24323-8^Bloed "
           "chemie^LN|||20260320073000|||||||20260320081500|SER|12734120004^HUISARTS^An||||||20260320092500||LAB|F\r"
           "NTE|1|L|Staal licht hemolytisch; interpretatie van kalium met voorzichtigheid\r";
      for (int row = 1; row <= 5; ++row) {
        m += "OBX|" + std::to_string(row) + "|NM|2160-0^Creatinine^LN||1,3" + std::to_string(row) +
             "|mg/dL^milligram per deciliter^UCUM|0,51-0,95|H|||F|||20260320073000||12734120004^LABORANT^Bea\r";
      }
      m += "OBX|6|SN|33914-3^eGFR (CKD-EPI)^LN||<^60|mL/min/{1.73_m2}|>60|L|||F|||20260320073000\r";
    }
    return m;
  }();
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
