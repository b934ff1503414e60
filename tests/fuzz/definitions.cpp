// Conformance resources from outside: whatever their authors wrote, an overlay of them neither breaks nor runs on, and
// the snapshots it makes are lists of elements with ids and paths. Over HL7's own definitions, as `--ig` loads them.

#include "fhir/definitions/definitions.h"
#include "fhir/model/names.h"
#include "fuzz/check.h"
#include "support/definitions.h"

#include <cstdint>
#include <string>

namespace fhir = schakel::fhir;
using schakel::fuzz::demand;

namespace {

void judge(const fhir::Definitions& definitions, std::string_view url) {
  const auto found = definitions.find(url, "StructureDefinition");
  demand(static_cast<bool>(found), "what is listed is found");
  static_cast<void>(definitions.type(url));
  const schakel::Node* snapshot = found.resource->root->child(fhir::names().snapshot);
  const bool made = snapshot != nullptr && found.resource->root->child(fhir::names().differential) != nullptr;
  if (!made || snapshot->span().begin != snapshot->span().end) return;  // its author's own
  for (const schakel::Node* e = snapshot->first_child(); e != nullptr; e = e->next()) {
    demand(!fhir::text_at(*e, fhir::names().id).empty() && !fhir::text_at(*e, fhir::names().path).empty(),
           "every element has id and path");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fhir::DefinitionsPtr core = schakel::test::core_definitions();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  schakel::Issues issues;
  const auto overlay = fhir::overlay(core, {{"fuzz", bytes, size > 0 && bytes[0] == '<'}}, issues);
  demand(overlay.has_value(), "an overlay is always made");
  for (const std::string_view url : (*overlay)->list("StructureDefinition")) {
    if ((*overlay)->find(url, "StructureDefinition").resource->package != "overlay") break;
    judge(**overlay, url);
  }
  return 0;
}
