#pragma once
// XML -> Tree (XML 1.0, Namespaces in XML 1.0; FHIR's use of it: http://hl7.org/fhir/R4/xml.html), through expat.
//
// Refused with a fatal issue and its place: what is not well-formed, a DOCTYPE, entities but the five, undeclared
// prefixes, bytes that are not in the declared encoding, anything over Limits. Declared encodings are transcoded
// (UTF-8, UTF-16, single-byte ones); values are UTF-8, spans count in the received bytes. The span of an element is its
// start tag.
//
// Two shapes:
//   fhir     the same tree as syntax/json gives, as far as that goes without definitions: fhir::annotate adds the kinds
//   of values
//            (here all are strings) and repeats() of single elements. The attribute `value` is the node's value; `id`
//            and `url` are children with attribute(); the element inside `contained`, `resource`, `outcome` becomes
//            their type(); the narrative's `div` is one node of kind xhtml with the bytes as they were, namespace
//            declarations from further out added. What is XML but not FHIR's use of it is an error each, and reading
//            goes on as HL7's validator does.
//   foreign  any XML: nodes have local names, attributes are children with attribute() (`xsi:type`, `xml:lang` and
//   listed
//            namespaces keep their prefix), an element with only text has it as value, white space included. In mixed
//            content each run of text is a child with the empty name. Comments and processing instructions are skipped.

#include "base/limits.h"
#include "tree/issue.h"
#include "tree/tree.h"

#include <span>
#include <string_view>

namespace schakel::syntax::xml {

enum class Shape : std::uint8_t { fhir, foreign };

struct Namespace {
  std::string_view uri;
  std::string_view prefix;  // names in it are written `prefix:local`; empty: `local`
};

struct ReadOptions {
  Shape shape = Shape::fhir;
  const Limits* limits = nullptr;  // null: the defaults
  // fhir: the namespace the root must have; empty: any, and the root's own holds for all (logical models).
  std::string_view fhir_namespace = "http://hl7.org/fhir";
  // foreign: the namespaces of the format, the root's among them (fatal issue otherwise); elements of others are a
  // warning each and keep their local name. Empty: every namespace is taken.
  std::span<const Namespace> namespaces = {};
};

// REQUIRES: `tree` is empty. False: unreadable, a fatal issue says why. Thread rule: any thread.
bool read(std::string_view document, Tree& tree, Issues& issues, const ReadOptions& options = {});

}  // namespace schakel::syntax::xml
