#include "storage/sqlite/checkpointer.h"

#include "storage/sqlite/connection.h"

#include <sqlite3.h>

namespace schakel::storage::sqlite {

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(const std::filesystem::path& file, int pages) {
  auto connection = Connection::open(file, Connection::Mode::existing);
  if (!connection) return failed(connection.error());
  if (auto set =
          (*connection)->run("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -256;");
      !set) {
    return failed(set.error());
  }
  return std::make_unique<Checkpointer>(std::move(*connection), pages);
}

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection, int pages)
    : connection_(std::move(connection)), threshold_(pages), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Checkpointer::committed(int pages_in_log) {
  if (pages_in_log < threshold_) return false;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || wanted_) return false;
  if (copied_) {
    copied_ = false;
    return true;
  }
  wanted_ = true;
  wake_.notify_one();
  return false;
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return wanted_ || stopping_; });
    if (stopping_) return;
    lock.unlock();
    // A failure (disk full) leaves the log as it is: nothing is lost, the next round tries again.
    sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    lock.lock();
    wanted_ = false;
    copied_ = true;
  }
}

}  // namespace schakel::storage::sqlite
