#pragma once
// The data directory: made closed to others, and owned by one gateway at a time.

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace schakel::storage {

// Held as long as the process uses the directory; the kernel drops it when the process dies.
class DirectoryLock {
 public:
  // Makes the directory (0700) if it is absent. Fault unavailable: another process holds it, or it cannot be made.
  static Result<std::unique_ptr<DirectoryLock>> take(const std::filesystem::path& directory);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_;
};

// Bytes that we could still write there; a Fault if the file system does not say.
Result<std::uint64_t> free_bytes(const std::filesystem::path& directory);

}  // namespace schakel::storage
