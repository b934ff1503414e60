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

// Progress towards a known end: a bar on a terminal, a line every 10 s otherwise; silent for what is done in a moment.
class ProgressBar {
 public:
  ProgressBar(std::size_t total, const char* what);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // So many are done. Thread rule: one thread.
  void at(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t total_;
  const char* what_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = Clock::now();
};

// The bar itself: `[#####.....]  50 %  10 of 20 documents`.
std::string bar_text(std::size_t done, std::size_t total, const char* what);

}  // namespace schakel::app
