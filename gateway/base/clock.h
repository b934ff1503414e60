#pragma once
// Clocks are injected, so that tests decide what time it is and nothing sleeps.

#include <atomic>
#include <chrono>

namespace schakel {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

// Thread rule: any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall clock, UTC: what is written into messages, stores and answers.
  [[nodiscard]] virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  }
};

// For tests: stands still until it is moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start = TimePoint{Milliseconds{1'767'225'600'000}}) : now_(start) {}
  [[nodiscard]] TimePoint now() const override { return now_.load(); }
  void advance(Milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<TimePoint> now_;
};

}  // namespace schakel
