#include "fhir/definitions/image_file.h"

#include "fhir/packages/digest.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace schakel::fhir {

namespace {

constexpr std::array<char, 8> kMagic{'S', 'C', 'H', 'A', 'K', 'E', 'L', '\n'};
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::size_t kMostSections = 64;

std::string because(const std::string& what) { return what + ": " + std::generic_category().message(errno); }

Status write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(fd, bytes, std::min<std::size_t>(size, std::size_t{1} << 30));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failed(unavailable(because("writing the image")));
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

std::size_t padded(std::size_t size) { return (size + 7) & ~std::size_t{7}; }

}  // namespace

struct ImageFile::Header {
  struct Section {
    std::array<char, 32> name;
    std::uint64_t offset;  // from the start of the file
    std::uint64_t size;
  };
  std::array<char, 8> magic;
  std::uint32_t byte_order;
  std::uint32_t format;
  std::uint64_t file_size;
  Digest made_from;
  Digest payload;
  std::uint64_t section_count;
  std::array<Section, kMostSections> sections;
  Digest self;  // of all bytes before it
};

const ImageFile::Header& ImageFile::header() const { return *reinterpret_cast<const Header*>(bytes_); }

Result<std::unique_ptr<ImageFile>> ImageFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return failed(errno == ENOENT ? not_found("no definitions image at " + path)
                                  : unavailable(because("opening " + path)));
  }
  struct stat about {};
  void* bytes = MAP_FAILED;
  const bool known = ::fstat(fd, &about) == 0;
  const auto size = static_cast<std::size_t>(about.st_size);
  if (known && size >= sizeof(Header)) bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  ::close(fd);
  if (bytes == MAP_FAILED)
    return failed(invalid(path + " is no definitions image: it is cut short or cannot be mapped"));
  std::unique_ptr<ImageFile> file(new ImageFile(static_cast<const char*>(bytes), size));
  if (const std::string damage = file->damage(); !damage.empty())
    return failed(invalid(path + " cannot be used: " + damage));
  return file;
}

// Why it cannot be used; empty when it can.
std::string ImageFile::damage() const {
  const Header& h = header();
  if (h.magic != kMagic) return "it is no definitions image";
  if (h.byte_order != kByteOrder) return "it was made on a machine with another byte order";
  if (h.format != kImageFormat) {
    return "it has format " + std::to_string(h.format) + ", this program reads format " + std::to_string(kImageFormat);
  }
  if (sha256({bytes_, offsetof(Header, self)}) != h.self) return "its header is damaged";
  if (h.file_size != size_) return "it is cut short";
  for (std::size_t i = 0; i < h.section_count; ++i) {
    if (h.sections[i].offset + h.sections[i].size > size_) return "its header is damaged";
  }
  return {};
}

ImageFile::~ImageFile() { ::munmap(const_cast<char*>(bytes_), size_); }

std::string_view ImageFile::section(std::string_view name) const {
  const Header& h = header();
  for (std::size_t i = 0; i < h.section_count; ++i) {
    if (name == h.sections[i].name.data()) return {bytes_ + h.sections[i].offset, h.sections[i].size};
  }
  return {};
}

const Digest& ImageFile::made_from() const { return header().made_from; }

bool ImageFile::intact() const {
  return sha256({bytes_ + padded(sizeof(Header)), size_ - padded(sizeof(Header))}) == header().payload;
}

Status ImageWriter::write(const std::string& path, const Digest& made_from) const {
  if (sections_.size() > kMostSections) return failed({FaultKind::internal, "too many sections in the image"});
  ImageFile::Header h{};
  h.magic = kMagic;
  h.byte_order = kByteOrder;
  h.format = kImageFormat;
  h.made_from = made_from;
  h.section_count = sections_.size();
  std::size_t offset = padded(sizeof(h));
  Sha256 payload;
  static constexpr std::array<char, 8> kZeros{};
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const Section& s = sections_[i];
    std::memcpy(h.sections[i].name.data(), s.name.data(), std::min(s.name.size(), std::size_t{31}));
    h.sections[i].offset = offset;
    h.sections[i].size = s.bytes.size();
    payload.add(s.bytes);
    payload.add({kZeros.data(), padded(s.bytes.size()) - s.bytes.size()});
    offset += padded(s.bytes.size());
  }
  h.file_size = offset;
  h.payload = payload.finish();
  h.self = sha256({reinterpret_cast<const char*>(&h), offsetof(ImageFile::Header, self)});

  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const std::string temporary = path + ".part." + std::to_string(::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return failed(unavailable(because("creating " + temporary)));
  Status status = write_all(fd, reinterpret_cast<const char*>(&h), sizeof(h));
  if (status) status = write_all(fd, kZeros.data(), padded(sizeof(h)) - sizeof(h));
  for (const Section& s : sections_) {
    if (status) status = write_all(fd, s.bytes.data(), s.bytes.size());
    if (status) status = write_all(fd, kZeros.data(), padded(s.bytes.size()) - s.bytes.size());
  }
  if (status && ::fsync(fd) != 0) status = failed(unavailable(because("fsync of " + temporary)));
  ::close(fd);
  if (status && ::rename(temporary.c_str(), path.c_str()) != 0)
    status = failed(unavailable(because("renaming " + temporary)));
  if (!status) ::unlink(temporary.c_str());
  return status;
}

Result<std::unique_ptr<BuildLock>> BuildLock::take(const std::string& image_path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(image_path).parent_path(), ignored);
  const std::string path = image_path + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return failed(unavailable(because("opening " + path)));
  while (::flock(fd, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    ::close(fd);
    return failed(unavailable(because("locking " + path)));
  }
  return std::unique_ptr<BuildLock>(new BuildLock(fd));
}

BuildLock::~BuildLock() { ::close(fd_); }

}  // namespace schakel::fhir
