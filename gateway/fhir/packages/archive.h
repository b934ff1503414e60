#pragma once
// The files of a package: of a .tgz or .zip, or of a folder that holds one unpacked. Both give the same paths
// (`package/package.json`), so nobody above has to know which it was.

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

// What an archive from outside may hold at most; more is a Fault `too_large`.
struct ArchiveLimits {
  std::size_t files = 200'000;
  std::size_t file_bytes = std::size_t{256} * 1024 * 1024;
  std::size_t total_bytes = std::size_t{2} * 1024 * 1024 * 1024;
};

// Says whether a file is wanted; others are passed over unread.
using Wanted = std::function<bool(std::string_view path)>;
// Takes a file. A Fault ends the walk and becomes its result.
using TakeFile = std::function<Status(std::string path, std::string bytes)>;

// REQUIRES: nothing of the archive: paths that are absolute or climb (`..`), links and devices are refused (`invalid`).
// Files of an archive come in its order, those of a folder sorted by path.
Status read_package_files(const std::string& tgz_or_folder, const Wanted& wanted, const TakeFile& take,
                          const ArchiveLimits& limits = {});

// The regular files of a release: of a folder, of an archive (.zip, .tgz, .tar), or the one file itself. Sorted.
Result<std::vector<std::string>> file_names(const std::string& path);
// The bytes of one of them, piece by piece: files of any size. REQUIRES: a name of file_names(path).
Status stream_file(const std::string& path, const std::string& name,
                   const std::function<Status(std::string_view piece)>& take);

// All bytes of one file on disk.
Result<std::string> read_file(const std::string& path);
// Written beside and renamed, so that nobody sees half of it; `sync`: on disk before it is seen.
Status write_file(const std::string& path, std::string_view bytes, bool sync = false);

}  // namespace schakel::fhir
