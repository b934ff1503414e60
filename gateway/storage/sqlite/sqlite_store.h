#pragma once
// The embedded store: one SQLite file in WAL mode with a sync at every commit, checkpoints on a thread of their own.

#include "storage/store.h"

#include <filesystem>

namespace schakel::storage::sqlite {

struct Options {
  std::filesystem::path file;
  std::int64_t max_bytes = 0;   // of the database file; 0: what SQLite can do. Beyond it: Fault unavailable
  int checkpoint_pages = 4096;  // of 16 KB: the log is copied into the file from this length on
};

// Makes the file if it is absent and brings an older one up to date. Faults: newer than this binary (invalid), not a
// store (invalid), cannot be opened (unavailable).
Result<std::unique_ptr<Store>> open_store(const Options& options);

// Only reads (but for request_replay), beside a gateway that runs or alone. Fault not_found: there is no file.
Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& file);

}  // namespace schakel::storage::sqlite
