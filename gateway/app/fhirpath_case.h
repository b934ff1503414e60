#pragma once
// One evaluation of `schakel fhirpath`: a document, an expression, variables; the answer as JSON. Shared by the single
// and the batch form.

#include "fhir/definitions/definitions.h"
#include "fhirpath/fhirpath.h"
#include "syntax/json/emitter.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

struct FhirpathCase {
  std::string expression;
  std::string context;   // its result is the focus; empty: the document's root
  std::string document;  // bytes; empty: the focus is empty
  bool has_document = false;
  bool xml = false;
  bool plain = false;  // any JSON, no FHIR: members are the paths
  bool strict = false;
  bool check_ordered = false;
  std::vector<std::pair<std::string, std::string>> variables;  // name, JSON
};

// Evaluates and writes an array of {"type", "value"} with `json`; the Error of the expression, or one of kind execution
// that says why the document is unreadable. `services` and `trace` may be null.
tl::expected<void, fhirpath::Error> evaluate_case(const FhirpathCase& one, const fhir::Definitions* definitions,
                                                  fhirpath::Services* services, fhirpath::Trace* trace,
                                                  syntax::json::Emitter& json);

// `syntax`, `semantic`, `execution` ...
std::string_view kind_text(fhirpath::ErrorKind kind);
// Appends one value: JSON of an element, a number, text.
void append_value(const fhirpath::Value& value, syntax::json::Emitter& json);
// Appends {"type", "value"} objects of the values as an array.
void append_values(std::span<const fhirpath::Value> values, syntax::json::Emitter& json);

}  // namespace schakel::app
