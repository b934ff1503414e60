#pragma once
// Building the image: packages -> resources (narratives dropped, corrections applied, snapshots made where absent) ->
// type model and index -> one file. Decompressing, parsing and writing run side by side.

#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "fhir/definitions/image_file.h"

#include <functional>
#include <string>
#include <vector>

namespace schakel::fhir {

// One package to put in, in the order of preference.
struct BuildPackage {
  std::string id, version;
  std::string path;                 // .tgz, folder of a package, or our own profiles/local
  std::vector<Document> documents;  // instead of a path
};

// A section of another room, made from the resources once they are all in.
struct SectionMaker {
  std::string name;
  std::function<Result<std::string>(const DefinitionsPtr&)> make;
};

struct BuildPlan {
  std::vector<BuildPackage> packages;
  std::string corrections;      // JSON, see corrections.h; empty: none
  Digest made_from{};           // what the image is made from, see installed.h
  std::vector<Issue> problems;  // known before: what is not installed
  std::vector<SectionMaker> sections;
  unsigned threads = 2;
};

struct BuildReport {
  struct Package {
    std::string name;  // `id#version`
    std::size_t resources = 0;
  };
  std::vector<Package> packages;
  std::size_t types = 0;
  std::size_t snapshots_made = 0;
  std::size_t bytes = 0;
  std::vector<Issue> problems;
};

// Said while it works: what is being read, how many resources so far.
using Progress = std::function<void(const std::string& step, std::size_t resources)>;

// Takes the build lock, writes the image to `path`.
Result<BuildReport> build_image(const BuildPlan& plan, const std::string& path, const Progress& progress = {});
// The same for who holds the lock already.
Result<BuildReport> build_image(const BuildLock& held, const BuildPlan& plan, const std::string& path,
                                const Progress& progress = {});

}  // namespace schakel::fhir
