#include "mapping/map_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace schakel::mapping {

namespace fs = std::filesystem;

namespace {

Result<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return failed(not_found(path.string() + " cannot be read"));
  return std::move(text).str();
}

}  // namespace

Result<MapFiles> read_map_files(const std::string& path) {
  std::error_code error;
  const bool folder = fs::is_directory(path, error);
  std::vector<fs::path> paths;
  if (folder) {
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      const fs::path& p = entry.path();
      const bool wanted =
          p.extension() == ".map" || (p.extension() == ".json" && p.parent_path().filename() == "concepts");
      if (wanted && entry.is_regular_file()) paths.push_back(p);
    }
    if (error) return failed(not_found(path + ": " + error.message()));
  } else {
    paths.emplace_back(path);
  }
  std::sort(paths.begin(), paths.end());
  MapFiles files;
  for (const fs::path& p : paths) {
    auto text = read_text(p);
    if (!text) return failed(std::move(text.error()));
    const std::string name = folder ? p.lexically_relative(path).string() : p.string();
    (p.extension() == ".json" ? files.concepts : files.maps).push_back({name, std::move(*text)});
  }
  return files;
}

}  // namespace schakel::mapping
