#include "storage/directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace schakel::storage {

namespace {

// A new name in a directory is on disk when that directory is.
void sync_directory(const std::filesystem::path& directory) {
  const int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path(), error);
  if (::mkdir(directory.c_str(), 0700) == 0) {
    sync_directory(directory.parent_path());
  } else if (errno != EEXIST) {
    return failed(unavailable("cannot make " + directory.string() + ": " + std::strerror(errno)));
  }
  const std::filesystem::path file = directory / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed(unavailable("cannot open " + file.string() + ": " + std::strerror(errno)));
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return failed(unavailable("another gateway uses " + directory.string()));
  }
  return lock;
}

DirectoryLock::~DirectoryLock() { ::close(fd_); }

Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) {
  struct statvfs found {};
  if (::statvfs(directory.c_str(), &found) != 0) {
    return failed(unavailable("cannot look at the disk of " + directory.string() + ": " + std::strerror(errno)));
  }
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

}  // namespace schakel::storage
