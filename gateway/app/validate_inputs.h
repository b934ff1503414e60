#pragma once
// What `schakel validate` is pointed at -> the documents in it: files, folders, patterns, `-` (standard input), NDJSON
// (a document a line), .zip and .tgz (a document each file in it).

#include "base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct Source {
  std::string name;  // for people: `a/b.json`, `bulk.ndjson:12`, `examples.zip/a.json`
  std::string path;  // read when it is judged; empty: `bytes` are it
  std::string bytes;
  std::uint32_t first_line = 1;  // of the document in its file
};

struct Sources {
  std::vector<Source> documents;  // in the order of the arguments, files of a folder by name
  std::size_t passed_over = 0;    // files of folders and archives that are JSON or XML and no FHIR
};

// Folders hold other JSON and XML too: package.json, indexes, settings.
bool may_be_fhir(std::string_view bytes);

// A Fault: an archive that cannot be read. A file that cannot be opened is a document that will not be read.
Result<Sources> find_sources(std::span<const std::string> arguments);

}  // namespace schakel::app
