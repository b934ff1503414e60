#include "fhir/packages/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

namespace schakel::fhir {

namespace fs = std::filesystem;

namespace {

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, CloseArchive>;

bool safe(std::string_view path) {
  if (path.empty() || path.front() == '/') return false;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    if (path.substr(start, end - start) == "..") return false;
    start = end + 1;
  }
  return path.find('\0') == std::string_view::npos && path.find('\\') == std::string_view::npos;
}

Fault broken(const std::string& path, archive* a) {
  const char* why = archive_error_string(a);
  return invalid(path + " cannot be read: " + (why != nullptr ? why : "the archive is damaged"));
}

Result<std::string> read_entry(const std::string& path, archive* a, archive_entry* entry, const ArchiveLimits& limits) {
  std::string bytes;
  if (archive_entry_size_is_set(entry) != 0) {
    if (archive_entry_size(entry) > static_cast<la_int64_t>(limits.file_bytes)) {
      return failed({FaultKind::too_large,
                     path + ": a file of it is larger than " + std::to_string(limits.file_bytes) + " bytes"});
    }
    bytes.reserve(static_cast<std::size_t>(archive_entry_size(entry)));
  }
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int r = archive_read_data_block(a, &block, &size, &offset);
    if (r == ARCHIVE_EOF) return bytes;
    if (r < ARCHIVE_WARN) return failed(broken(path, a));
    if (bytes.size() + size > limits.file_bytes)
      return failed({FaultKind::too_large, path + ": a file of it is too large"});
    bytes.append(static_cast<const char*>(block), size);
  }
}

Status read_archive(const std::string& path, const Wanted& wanted, const TakeFile& take, const ArchiveLimits& limits) {
  const Reader reader(archive_read_new());
  archive* a = reader.get();
  archive_read_support_filter_gzip(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_zip(a);
  if (archive_read_open_filename(a, path.c_str(), std::size_t{256} * 1024) != ARCHIVE_OK)
    return failed(broken(path, a));
  std::size_t files = 0;
  std::size_t total = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int r = archive_read_next_header(a, &entry);
    if (r == ARCHIVE_EOF) return {};
    if (r < ARCHIVE_WARN) return failed(broken(path, a));
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) continue;
    std::string name = archive_entry_pathname(entry) != nullptr ? archive_entry_pathname(entry) : "";
    if (name.rfind("./", 0) == 0) name.erase(0, 2);
    if (type != AE_IFREG || archive_entry_hardlink(entry) != nullptr || !safe(name)) {
      return failed(invalid(path + " holds an entry that leads out of the package: " + name));
    }
    if (++files > limits.files)
      return failed({FaultKind::too_large, path + " holds more than " + std::to_string(limits.files) + " files"});
    if (!wanted(name)) continue;
    auto bytes = read_entry(path, a, entry, limits);
    if (!bytes) return failed(std::move(bytes.error()));
    total += bytes->size();
    if (total > limits.total_bytes)
      return failed({FaultKind::too_large, path + " is larger than " + std::to_string(limits.total_bytes) + " bytes"});
    if (Status taken = take(std::move(name), std::move(*bytes)); !taken) return taken;
  }
}

Status read_folder(const std::string& path, const Wanted& wanted, const TakeFile& take) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error)) names.push_back(at->path().lexically_relative(path).generic_string());
  }
  if (error) return failed(unavailable("reading " + path + ": " + error.message()));
  std::sort(names.begin(), names.end());
  for (std::string& name : names) {
    if (!wanted(name)) continue;
    auto bytes = read_file(path + "/" + name);
    if (!bytes) return failed(std::move(bytes.error()));
    if (Status taken = take(std::move(name), std::move(*bytes)); !taken) return taken;
  }
  return {};
}

}  // namespace

Status read_package_files(const std::string& path, const Wanted& wanted, const TakeFile& take,
                          const ArchiveLimits& limits) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return failed(not_found("no package at " + path));
  return fs::is_directory(status) ? read_folder(path, wanted, take) : read_archive(path, wanted, take, limits);
}

namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;

bool is_archive(const std::string& path) {
  for (const std::string_view end : {".zip", ".tgz", ".tar.gz", ".tar"}) {
    if (path.size() > end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0) return true;
  }
  return false;
}

// Stops at the first file for which `visit` says so.
Status walk_archive(const std::string& path,
                    const std::function<Result<bool>(archive*, archive_entry*, std::string)>& visit) {
  const Reader reader(archive_read_new());
  archive* a = reader.get();
  archive_read_support_filter_gzip(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_zip(a);
  if (archive_read_open_filename(a, path.c_str(), kPiece) != ARCHIVE_OK) return failed(broken(path, a));
  for (;;) {
    archive_entry* entry = nullptr;
    const int r = archive_read_next_header(a, &entry);
    if (r == ARCHIVE_EOF) return {};
    if (r < ARCHIVE_WARN) return failed(broken(path, a));
    const char* name = archive_entry_pathname(entry);
    if (archive_entry_filetype(entry) != AE_IFREG || name == nullptr || !safe(name)) continue;
    const auto done = visit(a, entry, name);
    if (!done) return failed(done.error());
    if (*done) return {};
  }
}

Status stream_entry(const std::string& path, archive* a, const std::function<Status(std::string_view)>& take) {
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int r = archive_read_data_block(a, &block, &size, &offset);
    if (r == ARCHIVE_EOF) return {};
    if (r < ARCHIVE_WARN) return failed(broken(path, a));
    if (Status taken = take({static_cast<const char*>(block), size}); !taken) return taken;
  }
}

}  // namespace

Result<std::vector<std::string>> file_names(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return failed(not_found("there is nothing at " + path));
  if (fs::is_directory(status)) {
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
      if (at->is_regular_file(error)) names.push_back(at->path().lexically_relative(path).generic_string());
    }
    if (error) return failed(unavailable("reading " + path + ": " + error.message()));
  } else if (is_archive(path)) {
    Status walked = walk_archive(path, [&](archive*, archive_entry*, std::string name) -> Result<bool> {
      names.push_back(std::move(name));
      return false;
    });
    if (!walked) return failed(std::move(walked.error()));
  } else {
    names.push_back(fs::path(path).filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Status stream_file(const std::string& path, const std::string& name,
                   const std::function<Status(std::string_view piece)>& take) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) && is_archive(path)) {
    return walk_archive(path, [&](archive* a, archive_entry*, const std::string& found) -> Result<bool> {
      if (found != name) return false;
      if (Status streamed = stream_entry(path, a, take); !streamed) return failed(std::move(streamed.error()));
      return true;
    });
  }
  const std::string file = fs::is_directory(path, ignored) ? path + "/" + name : path;
  std::ifstream in(file, std::ios::binary);
  if (!in) return failed(unavailable("cannot read " + file));
  std::string piece(kPiece, '\0');
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto size = static_cast<std::size_t>(in.gcount());
    if (size == 0) break;
    if (Status taken = take({piece.data(), size}); !taken) return taken;
  }
  return in.bad() ? Status(failed(unavailable("cannot read " + file))) : Status();
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return failed(errno == ENOENT ? not_found("no file at " + path) : unavailable("cannot read " + path));
  std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in) return failed(unavailable("cannot read " + path));
  return bytes;
}

Status write_file(const std::string& path, std::string_view bytes, bool sync) {
  std::error_code ignored;
  fs::create_directories(fs::path(path).parent_path(), ignored);
  const std::string temporary = path + ".part." + std::to_string(::getpid());
  const auto because = [&path] {
    return failed(unavailable("writing " + path + ": " + std::generic_category().message(errno)));
  };
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return because();
  bool ok = true;
  for (std::size_t at = 0; ok && at < bytes.size();) {
    const ssize_t n = ::write(fd, bytes.data() + at, bytes.size() - at);
    if (n < 0 && errno == EINTR) continue;
    ok = n > 0;
    if (ok) at += static_cast<std::size_t>(n);
  }
  if (ok && sync) ok = ::fsync(fd) == 0;
  ok = ::close(fd) == 0 && ok;
  if (ok) ok = ::rename(temporary.c_str(), path.c_str()) == 0;
  if (ok) return {};
  auto status = because();
  ::unlink(temporary.c_str());
  return status;
}

}  // namespace schakel::fhir
