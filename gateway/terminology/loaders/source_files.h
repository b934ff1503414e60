#pragma once
// SourceFiles: the files of a release, from folders, archives (.zip, .tgz) and single files alike, by name.

#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

struct SourceFile {
  std::string path;  // as it was given
  std::string name;  // inside it
  // The last part of the name.
  [[nodiscard]] std::string_view base() const;
  // For messages.
  [[nodiscard]] std::string text() const;
};

class SourceFiles {
 public:
  static Result<SourceFiles> open(const std::vector<std::string>& paths);
  [[nodiscard]] const std::vector<SourceFile>& all() const { return files_; }
  // Those whose last part matches: `*` stands for anything, case is ignored.
  [[nodiscard]] std::vector<SourceFile> matching(std::string_view pattern) const;

 private:
  std::vector<SourceFile> files_;
};

bool matches(std::string_view pattern, std::string_view name);

}  // namespace schakel::terminology
