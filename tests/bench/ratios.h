#pragma once
// Ratios between benchmarks of one run: machines differ, ratios between two things on one machine hardly do.
//
//   BENCHMARK(read_fhir)->Name("syntax/json/read");
//   BENCHMARK(rapidjson_sax)->Name("syntax/json/rapidjson sax");
//   SCHAKEL_RATIO("syntax/json/read", "syntax/json/rapidjson sax", 0.7, 0.85);
//
// prints at the end how fast the first is against the second (1.0 = as fast; 2.0 = in half the time), what is to be
// reached and the stretch goal. With repetitions the fastest run of each counts: noise only ever slows down.

#include <string>

namespace schakel::bench {

struct Ratio {
  std::string ours;
  std::string baseline;
  double reach;
  double stretch;
};

// Returns a value so that it can run before main().
bool add_ratio(Ratio ratio);

}  // namespace schakel::bench

#define SCHAKEL_RATIO_JOIN(a, b) a##b
#define SCHAKEL_RATIO_NAME(line) SCHAKEL_RATIO_JOIN(schakel_ratio_, line)
#define SCHAKEL_RATIO(ours, baseline, reach, stretch)               \
  [[maybe_unused]] static const bool SCHAKEL_RATIO_NAME(__LINE__) = \
      schakel::bench::add_ratio({ours, baseline, reach, stretch})
