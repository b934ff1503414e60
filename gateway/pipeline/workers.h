#pragma once
// Workers: threads for what is too slow for the threads that read and write (large messages, look-ups in the store).
// Bounded.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace schakel::pipeline {

class Workers {
 public:
  // Gets the worker's number, below `count`: index of scratch memory.
  using Work = std::function<void(unsigned worker)>;

  Workers(unsigned count, std::size_t queue_limit);
  ~Workers();  // stop()
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False: the queue is full, or stop() was called; the work was not taken. Thread rule: any thread.
  bool run(Work work);
  // Ends after the work that is queued. Idempotent.
  void stop();

 private:
  void loop(unsigned worker);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> queue_;
  std::size_t limit_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace schakel::pipeline
