#pragma once
// What `schakel validate` does with documents, one or thousands: read (JSON or XML, by content), annotate, validate,
// keep what was found with the bytes it speaks of. Definitions of --ig lie over the installed ones for this run alone.

#include "app/validate_inputs.h"
#include "base/limits.h"
#include "fhir/definitions/definitions.h"
#include "terminology/terminology.h"
#include "validation/validator.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::app {

// Conformance resources of a file, a folder or a .tgz package, ready for fhir::overlay().
Status collect_documents(const std::string& path, std::vector<fhir::Document>& out);

// One set of definitions with everything that judges by it.
struct Judge {
  fhir::DefinitionsPtr definitions;
  std::shared_ptr<const terminology::Terminology> terminology;
  std::shared_ptr<validation::Validator> validator;
};
Judge make_judge(fhir::DefinitionsPtr definitions);

// Files of the user's own: larger ones than what comes in from outside.
Limits limits_of_files();

struct Request {
  std::vector<std::string> profiles;
  validation::Options options;
  Limits limits = limits_of_files();
  // What references in the document point to: `Patient/x` -> file.
  std::unordered_map<std::string, std::string> resolvable;
  Severity level = Severity::information;  // what is less severe is not kept
};

// The id of the issue that says by what was judged.
inline constexpr std::string_view kVersionsId = "VALIDATOR_VERSIONS";

struct Judged {
  std::string name;
  std::string bytes;  // empty when there is nothing to show of it
  std::uint32_t first_line = 1;
  Issues issues{10'000};
  bool valid = false;
  bool unchecked = false;  // something in it could not be checked: never called valid without saying so
  bool failed = false;     // it could not be opened
  double seconds = 0;
};

// Thread rule: any thread; the judge is shared.
Judged judge_source(const Judge& judge, const Source& source, const Request& request);

// Several documents on several threads; results in their order. `done` is called now and then from the first thread.
std::vector<Judged> judge_all(const Judge& judge, const std::vector<Source>& sources, const Request& request,
                              unsigned threads, const std::function<void(std::size_t)>& done);

}  // namespace schakel::app
