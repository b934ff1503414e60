#include "bench/ratios.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

namespace schakel::bench {

namespace {

std::vector<Ratio>& ratios() {
  static std::vector<Ratio> all;
  return all;
}

// The console output of Google Benchmark, and the fastest time of each benchmark.
class Reporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const double seconds = run.GetAdjustedRealTime() / benchmark::GetTimeUnitMultiplier(run.time_unit);
      const auto [entry, added] = fastest_.emplace(run.run_name.function_name, seconds);
      if (!added) entry->second = std::min(entry->second, seconds);
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void print_ratios() const {
    bool any = false;
    for (const Ratio& ratio : ratios()) {
      const auto ours = fastest_.find(ratio.ours);
      const auto baseline = fastest_.find(ratio.baseline);
      if (ours == fastest_.end() || baseline == fastest_.end()) continue;
      if (!any)
        std::printf("\n%-44s %-36s %8s %8s %8s\n", "ratio of speeds", "against", "measured", "reach", "stretch");
      any = true;
      const double measured = baseline->second / ours->second;
      const char* verdict = measured >= ratio.stretch ? "stretch reached"
                            : measured >= ratio.reach ? "reached"
                                                      : "MISSED";
      std::printf("%-44s %-36s %8.3f %8.2f %8.2f  %s\n", ratio.ours.c_str(), ratio.baseline.c_str(), measured,
                  ratio.reach, ratio.stretch, verdict);
    }
  }

 private:
  std::map<std::string, double> fastest_;
};

}  // namespace

bool add_ratio(Ratio ratio) {
  ratios().push_back(std::move(ratio));
  return true;
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios();
  return 0;
}

}  // namespace schakel::bench

int main(int argc, char** argv) { return schakel::bench::run(argc, argv); }
