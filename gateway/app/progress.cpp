#include "app/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace schakel::app {

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && width_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(width_), "");
}

void ProgressLine::step(const std::string& step, std::size_t count, const char* what) {
  std::string line = step;
  if (count > 0) line += " (" + std::to_string(count) + " " + what + " so far)";
  if (!terminal_) {
    std::fprintf(stderr, "%5.1f s  %s\n", seconds(), line.c_str());
    return;
  }
  std::fprintf(stderr, "\r%-*s", static_cast<int>(width_), line.c_str());
  std::fflush(stderr);
  width_ = std::max(width_, line.size());
}

double ProgressLine::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

}  // namespace schakel::app
