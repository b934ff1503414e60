#include "pipeline/workers.h"

namespace schakel::pipeline {

Workers::Workers(unsigned count, std::size_t queue_limit) : limit_(queue_limit) {
  for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this, i] { loop(i); });
}

Workers::~Workers() { stop(); }

bool Workers::run(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limit_) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::loop(unsigned worker) {
  for (;;) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work(worker);
  }
}

}  // namespace schakel::pipeline
