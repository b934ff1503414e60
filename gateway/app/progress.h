#pragma once
// Progress of long work, on stderr: one line that is rewritten on a terminal, a line for each new step otherwise.

#include <chrono>
#include <cstddef>
#include <string>

namespace schakel::app {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `count` of `what` are done so far; 0: not said.
  void step(const std::string& step, std::size_t count = 0, const char* what = "resources");
  // Seconds since it began.
  [[nodiscard]] double seconds() const;

 private:
  bool terminal_;
  std::size_t width_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace schakel::app
