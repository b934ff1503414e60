#include "app/definitions.h"

#include "formats/format.h"
#include "terminology/compiled.h"

#include <unistd.h>
#include <cstdio>

namespace schakel::app {

namespace {

std::vector<fhir::Document> models_of_formats() {
  std::vector<fhir::Document> documents;
  for (const formats::Format* format : formats::all()) {
    std::vector<std::string> models;
    format->describe(models);
    for (std::string& model : models) documents.push_back({std::string(format->name()), std::move(model), false});
  }
  return documents;
}

}  // namespace

fhir::Contributions contributions() {
  return {.documents = models_of_formats, .stamp = kDefinitionsStamp, .sections = terminology::section_makers()};
}

Result<fhir::DefinitionsPtr> open_definitions(const Installation& installation) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  std::string last;
  const auto progress = [&](const std::string& step, std::size_t resources) {
    if (step == last && !terminal) return;
    last = step;
    std::fprintf(stderr, terminal ? "\r\x1b[Kschakel: %s" : "schakel: %s", step.c_str());
    if (resources != 0) std::fprintf(stderr, " (%zu resources)", resources);
    if (!terminal) std::fputc('\n', stderr);
  };
  auto definitions = fhir::open_definitions(installation, contributions(), progress);
  if (terminal && !last.empty()) std::fputc('\n', stderr);
  return definitions;
}

Result<fhir::DefinitionsPtr> open_definitions() {
  const auto installation = this_installation();
  if (!installation) return failed(installation.error());
  return open_definitions(*installation);
}

}  // namespace schakel::app
