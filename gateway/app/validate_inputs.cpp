#include "app/validate_inputs.h"

#include "app/document.h"
#include "fhir/packages/archive.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>

namespace schakel::app {

namespace {

namespace fs = std::filesystem;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_ndjson(std::string_view name) { return ends_with(name, ".ndjson") || ends_with(name, ".jsonl"); }
bool is_archive(std::string_view name) {
  return ends_with(name, ".zip") || ends_with(name, ".tgz") || ends_with(name, ".tar.gz");
}
bool is_document(std::string_view name) { return ends_with(name, ".json") || ends_with(name, ".xml"); }

class Finder {
 public:
  Status add(const std::string& argument) {
    std::error_code error;
    if (argument == "-") return add_input();
    if (fs::is_directory(argument, error)) return add_folder(argument);
    if (argument.find_first_of("*?[") == std::string::npos || fs::exists(argument, error)) return add_file(argument);
    glob_t matches{};
    Status status;
    if (::glob(argument.c_str(), GLOB_BRACE, nullptr, &matches) == 0) {
      for (std::size_t i = 0; status && i < matches.gl_pathc; ++i) {
        const std::string match = matches.gl_pathv[i];
        status = fs::is_directory(match, error) ? add_folder(match) : add_file(match);
      }
    } else {
      status = add_file(argument);  // to say that there is no such file
    }
    ::globfree(&matches);
    return status;
  }

  Sources sources;

 private:
  Status add_input() {
    auto bytes = file_content("-");
    if (!bytes) return failed(bytes.error());
    // Several resources, one a line: what bulk exports write.
    const std::size_t first = bytes->find('\n');
    const bool lines = first != std::string::npos && bytes->front() == '{' &&
                       bytes->find_last_not_of(" \t\r", first - 1) != std::string::npos &&
                       (*bytes)[bytes->find_last_not_of(" \t\r", first - 1)] == '}' &&
                       bytes->find('{', first) != std::string::npos;
    if (lines) {
      add_lines("-", *bytes);
    } else {
      sources.documents.push_back({"-", {}, std::move(*bytes)});
    }
    return {};
  }

  Status add_file(const std::string& path) {
    if (is_archive(path)) return add_archive(path);
    if (is_ndjson(path)) {
      if (const auto bytes = fhir::read_file(path)) {
        add_lines(path, *bytes);
        return {};
      }
    }
    sources.documents.push_back({path, path, {}});
    return {};
  }

  void add_lines(const std::string& name, std::string_view bytes) {
    std::uint32_t number = 0;
    while (!bytes.empty()) {
      ++number;
      const std::size_t end = bytes.find('\n');
      const std::string_view line = bytes.substr(0, end);
      bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      sources.documents.push_back({name + ":" + std::to_string(number), {}, std::string(line), number});
    }
  }

  Status add_folder(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(folder, options, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().string();
      std::error_code ignored;
      if (at->is_regular_file(ignored) && (is_document(name) || is_ndjson(name))) files.push_back(name);
    }
    if (error) return failed(unavailable("reading " + folder + ": " + error.message()));
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      const auto bytes = fhir::read_file(file);
      if (bytes && !may_be_fhir(*bytes)) {
        ++sources.passed_over;
      } else if (Status added = add_file(file); !added) {
        return added;
      }
    }
    return {};
  }

  Status add_archive(const std::string& path) {
    return fhir::read_package_files(
        path, [](std::string_view name) { return is_document(name) || is_ndjson(name); },
        [&](const std::string& name, std::string bytes) -> Status {
          const std::string inside = path + "/" + name;
          if (!may_be_fhir(bytes)) {
            ++sources.passed_over;
          } else if (is_ndjson(name)) {
            add_lines(inside, bytes);
          } else {
            sources.documents.push_back({inside, {}, std::move(bytes)});
          }
          return {};
        });
  }
};

}  // namespace

bool may_be_fhir(std::string_view bytes) {
  return bytes.find("\"resourceType\"") != std::string_view::npos ||
         bytes.find("http://hl7.org/fhir") != std::string_view::npos;
}

Result<Sources> find_sources(std::span<const std::string> arguments) {
  Finder finder;
  for (const std::string& argument : arguments) {
    if (Status added = finder.add(argument); !added) return failed(added.error());
  }
  return std::move(finder.sources);
}

}  // namespace schakel::app
