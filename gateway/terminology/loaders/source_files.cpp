#include "terminology/loaders/source_files.h"

#include "fhir/packages/archive.h"

namespace schakel::terminology {

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
}  // namespace

std::string_view SourceFile::base() const {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::string_view(name) : std::string_view(name).substr(slash + 1);
}

std::string SourceFile::text() const {
  const std::string_view whole = path;
  const bool is_itself = whole.size() >= name.size() && whole.substr(whole.size() - name.size()) == name;
  return is_itself ? path : path + "/" + name;
}

// Linear but for the last `*`, which alone moves.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && lower(pattern[p]) == lower(name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<SourceFiles> SourceFiles::open(const std::vector<std::string>& paths) {
  SourceFiles out;
  for (const std::string& path : paths) {
    auto names = fhir::file_names(path);
    if (!names) return failed(std::move(names.error()));
    for (std::string& name : *names) out.files_.push_back({path, std::move(name)});
  }
  return out;
}

std::vector<SourceFile> SourceFiles::matching(std::string_view pattern) const {
  std::vector<SourceFile> out;
  for (const SourceFile& f : files_) {
    // `._name`: what another operating system adds to archives.
    if (matches(pattern, f.base()) && f.base().substr(0, 2) != "._") out.push_back(f);
  }
  return out;
}

}  // namespace schakel::terminology
