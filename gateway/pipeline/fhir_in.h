#pragma once
// FHIR in: what a sender of FHIR says of its message, and the transaction that its content becomes. Every entry of a
// delivered transaction is safe to repeat (architecture decisions 13 and 14): an update, or a create under
// If-None-Exist; never a bare POST.

#include "base/limits.h"
#include "fhir/definitions/definitions.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace schakel::pipeline {

// JSON, or XML where the first character is `<`; annotated. False: unreadable, `issues` says why.
bool read_fhir(std::string_view bytes, Tree& tree, Issues& issues, const Limits& limits,
               const fhir::Definitions& definitions);
// The first character is `<`.
bool is_xml(std::string_view bytes);
// Whether bytes that no local format recognises are FHIR: an object, or an element in FHIR's namespace.
bool looks_like_fhir(std::string_view bytes);

struct FhirEnvelope {
  std::string_view type;        // `Bundle`, `CarePlan`
  std::string_view control_id;  // Bundle.identifier.value
  std::string_view sender;      // its system
};
FhirEnvelope fhir_envelope(const Tree& tree);

// Resources of a Bundle, or one; entries of a transaction.
std::size_t resources_in(const Tree& tree);
std::size_t entries_in(const Tree& tree);

// Makes the root a transaction: a transaction stays one, a single resource becomes the only entry. Creates without a
// condition get one from the resource's first identifier with system and value. Bundle.identifier becomes `id` where
// there is none. False: it cannot be delivered safely; issues say why.
bool make_deliverable(Tree& tree, std::string_view id, const fhir::Definitions& definitions, Issues& issues);

}  // namespace schakel::pipeline
