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

ProgressBar::ProgressBar(std::size_t total, const char* what)
    : total_(total), what_(what), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (terminal_ && shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressBar::at(std::size_t done) {
  constexpr std::chrono::milliseconds kRedraw{100};
  constexpr std::chrono::seconds kLine{10};
  const Clock::time_point now = Clock::now();
  if (now - last_ < (terminal_ ? std::chrono::duration_cast<Clock::duration>(kRedraw) : kLine)) return;
  last_ = now;
  shown_ = true;
  const std::string text = bar_text(done, total_, what_);
  if (terminal_) {
    std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
    std::fflush(stderr);
  } else {
    std::fprintf(stderr, "%5.0f s  %s\n", std::chrono::duration<double>(now - begin_).count(), text.c_str());
  }
}

std::string bar_text(std::size_t done, std::size_t total, const char* what) {
  constexpr std::size_t kWidth = 30;
  const std::size_t full = total == 0 ? kWidth : done * kWidth / total;
  const std::size_t percent = total == 0 ? 100 : done * 100 / total;
  return "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "] " + (percent < 100 ? " " : "") +
         (percent < 10 ? " " : "") + std::to_string(percent) + " %  " + std::to_string(done) + " of " +
         std::to_string(total) + " " + what;
}

}  // namespace schakel::app
