#pragma once
// Checkpointer: copies the write-ahead log into the database file on its own connection and thread, so that a commit
// never waits for it (facts: inline checkpoints are the p99).
//
// While commits go on, new pages arrive during every copy and the log would never start over: once a copy is done, the
// writer itself copies the few pages that came since (finish_now()), after which the log begins at its start again.

#include "base/result.h"

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

namespace schakel::storage::sqlite {

class Connection;

class Checkpointer {
 public:
  // `pages`: of the log, from which on it is copied.
  static Result<std::unique_ptr<Checkpointer>> start(const std::filesystem::path& file, int pages);
  Checkpointer(std::unique_ptr<Connection> connection, int pages);
  ~Checkpointer();

  // The writer calls this after each commit with the log's length in pages. True: finish the copy on the writer's own
  // connection now. Never waits.
  bool committed(int pages_in_log);

 private:
  void run();

  std::unique_ptr<Connection> connection_;
  const int threshold_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;
  bool copied_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace schakel::storage::sqlite
