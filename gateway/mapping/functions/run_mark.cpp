#include "mapping/functions/run_mark.h"

namespace schakel::mapping {

namespace {

thread_local std::uint64_t last_run = 0;
thread_local std::uint64_t run_at_hand = 0;

}  // namespace

RunMark::RunMark() { run_at_hand = ++last_run; }
RunMark::~RunMark() { run_at_hand = 0; }

std::uint64_t RunMark::current() { return run_at_hand; }

}  // namespace schakel::mapping
