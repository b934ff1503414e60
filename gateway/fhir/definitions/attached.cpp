#include "fhir/definitions/attached.h"

#include "fhir/definitions/image_file.h"
#include "fhir/packages/digest.h"

#include <algorithm>
#include <filesystem>

namespace schakel::fhir {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view kEnd = ".image";
}

std::string attached_folder(const Installation& installation) {
  return (fs::path(installation.image).parent_path() / "attached").string();
}

std::string attached_path(const Installation& installation, std::string_view section) {
  return attached_folder(installation) + "/" + std::string(section) + std::string(kEnd);
}

std::vector<std::string> attached_images(const Installation& installation) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator at(attached_folder(installation), error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == kEnd) out.push_back(at->path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

Status write_attached(const Installation& installation, std::string section, std::string bytes,
                      std::string_view source) {
  std::error_code error;
  fs::create_directories(attached_folder(installation), error);
  if (error) return failed(unavailable("making " + attached_folder(installation) + ": " + error.message()));
  const std::string path = attached_path(installation, section);
  ImageWriter image;
  image.add(std::move(section), std::move(bytes));
  return image.write(path, sha256(source));
}

}  // namespace schakel::fhir
