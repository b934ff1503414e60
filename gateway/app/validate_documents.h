#pragma once
// What `schakel validate` does with documents, one or thousands: read (JSON or XML, by content), annotate, validate,
// keep what was found with the bytes it speaks of. Definitions of --ig lie over the installed ones for this run alone.

#include "fhir/definitions/definitions.h"
#include "validation/validator.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::app {

// Reads FHIR in whichever syntax it is; false when there is no tree, `issues` says why.
bool read_fhir(std::string_view bytes, const fhir::Definitions& definitions, Tree& tree, bool& xml, Issues& issues);

// Conformance resources of a file, a folder or a .tgz package, ready for fhir::overlay().
Status collect_documents(const std::string& path, std::vector<fhir::Document>& out);

// One set of definitions with everything that judges by it.
struct Judge {
  fhir::DefinitionsPtr definitions;
  std::shared_ptr<validation::Validator> validator;
};
Judge make_judge(fhir::DefinitionsPtr definitions);

struct Request {
  std::vector<std::string> profiles;
  validation::Options options;
  // What references in the document point to: `Patient/x` -> file.
  std::unordered_map<std::string, std::string> resolvable;
};

struct Judged {
  std::string name;
  std::string bytes;
  Issues issues{10'000};
  bool valid = false;
  bool failed = false;  // the file could not be read
};

// Thread rule: any thread; the judge is shared.
Judged judge_bytes(const Judge& judge, std::string name, std::string bytes, const Request& request);
Judged judge_file(const Judge& judge, const std::string& path, const Request& request);

// Several files on several threads; results in the order of the files. `done` is called now and then from the first
// thread.
std::vector<Judged> judge_files(const Judge& judge, const std::vector<std::string>& paths, const Request& request,
                                unsigned threads, const std::function<void(std::size_t)>& done);

}  // namespace schakel::app
