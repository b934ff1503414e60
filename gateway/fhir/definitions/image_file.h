#pragma once
// The image: one file of named sections, mapped into memory and never written to again. Architecture, decision 8.
//
// Header: magic, format number, byte order mark, build id, SHA-256 of what it was made from (lock, corrections, our
// profiles), SHA-256 of the payload, table of sections, checksum of the header. Then the sections: little-endian,
// 8-byte aligned, offsets relative to their start. Opening checks the header and the file's size; the payload's digest
// is checked by `schakel package verify` only (it would touch every page).

#include "base/result.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir {

// What must be equal for an image to be used by this binary: raised whenever a section's layout, or what is computed
// into it, changes.
inline constexpr std::uint32_t kImageFormat = 2;

using Digest = std::array<std::uint8_t, 32>;

class ImageFile {
 public:
  // `not_found`: no such file; `invalid`: made by another version, for another machine, damaged or cut short.
  static Result<std::unique_ptr<ImageFile>> open(const std::string& path);
  ~ImageFile();
  ImageFile(const ImageFile&) = delete;
  ImageFile& operator=(const ImageFile&) = delete;

  // Empty when there is none of that name. Valid as long as the ImageFile; aligned to 8 bytes.
  [[nodiscard]] std::string_view section(std::string_view name) const;
  [[nodiscard]] const Digest& made_from() const;
  [[nodiscard]] std::size_t size() const { return size_; }
  // Reads everything: the payload is what was written.
  [[nodiscard]] bool intact() const;

 private:
  struct Header;
  ImageFile(const char* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  [[nodiscard]] const Header& header() const;
  [[nodiscard]] std::string damage() const;

  const char* bytes_;
  std::size_t size_;
  friend class ImageWriter;
};

// Collects sections and writes them: to a temporary file beside `path`, fsynced, renamed. Whoever has the old image
// open keeps it.
class ImageWriter {
 public:
  // REQUIRES: at most 31 characters, not used yet.
  void add(std::string name, std::string bytes) { sections_.push_back({std::move(name), std::move(bytes)}); }
  Status write(const std::string& path, const Digest& made_from) const;

 private:
  struct Section {
    std::string name;
    std::string bytes;
  };
  std::vector<Section> sections_;
};

// One builder at a time: waits for the others. Held until destroyed.
class BuildLock {
 public:
  static Result<std::unique_ptr<BuildLock>> take(const std::string& image_path);
  ~BuildLock();
  BuildLock(const BuildLock&) = delete;
  BuildLock& operator=(const BuildLock&) = delete;

 private:
  explicit BuildLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace schakel::fhir
