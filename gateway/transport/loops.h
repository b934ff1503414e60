#pragma once
// Loops: the threads that do all reading and writing, one io_context each (architecture decision 18). Connections are
// dealt to them round-robin and stay there, so what belongs to one connection needs no lock.

#include <functional>
#include <memory>

namespace schakel::transport {

struct Loop;

class Loops {
 public:
  explicit Loops(unsigned count);
  ~Loops();  // stop()
  Loops(const Loops&) = delete;
  Loops& operator=(const Loops&) = delete;

  // Threads begin. What is posted before waits.
  void start();
  // Threads end after what they are doing; what is queued is dropped. Idempotent.
  void stop();

  // Asks every connection to end: idle ones at once, the others after the answer they owe. Returns at once.
  void drain();

  [[nodiscard]] unsigned size() const;
  // Runs `work` on that thread. Thread rule: any thread, until the object is gone.
  void post(unsigned loop, std::function<void()> work);

  [[nodiscard]] Loop& at(unsigned loop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::transport
