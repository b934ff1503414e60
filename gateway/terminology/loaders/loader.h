#pragma once
// Loader: packs a code system from the files that its licence holder publishes. To add one: loaders/<name>.cpp and its
// row in table.cpp, and its section in attached.h.
//
//   SourceFiles files = *SourceFiles::open({"SnomedCT_ManagedServiceBE_PRODUCTION_....zip"});
//   const auto loaded = find_loader("snomed")->load(files, {}, report);
//
// Memory stays within a small multiple of what is written: files are read line by line, wherever they lie.

#include "base/result.h"
#include "terminology/loaders/source_files.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

// What is being read, how many lines of it so far.
using LoadProgress = std::function<void(const std::string& step, std::size_t lines)>;

struct LoadOptions {
  std::string version;  // of the code system; empty: as the files say
};

struct LoadedSystem {
  std::string url, version;
  std::size_t concepts = 0;
  std::string bytes;                // packed
  std::vector<std::string> notes;   // what was left out, and why
  std::vector<std::string> faults;  // `file:line:column: why`, one a bad line; then `bytes` is empty
};

struct Loader {
  std::string_view name;     // `snomed`
  std::string_view section;  // attached.h
  std::string_view files;    // which ones it reads, for people
  Result<LoadedSystem> (*load)(const SourceFiles& files, const LoadOptions& options, const LoadProgress& progress);
};

std::span<const Loader> loaders();
const Loader* find_loader(std::string_view name);

}  // namespace schakel::terminology
