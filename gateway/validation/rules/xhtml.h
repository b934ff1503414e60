#pragma once
// A narrative's div, read once without building anything: is it well-formed XML 1.0, and are its elements, attributes
// and links those that http://hl7.org/fhir/R4/narrative.html#xhtml allows? No allocation. Thread rule: any thread.

#include <cstdint>
#include <string_view>

namespace schakel::validation::rules {

enum class XhtmlFault : std::uint8_t {
  malformed,
  root,
  name_space,
  element,
  attribute,
  entity,
  structure,
  literal_link,
  active_link,
  empty_link,
  url,
  fragment,
};

struct XhtmlScan {
  bool visible = false;  // there is a text that is not blank, or an image
  bool well_formed = true;
};

// Called for each fault, with what it is about; false ends the scan. `fragment` is no fault yet: a link to `#first`, to
// be looked up by the caller.
using XhtmlSink = bool (*)(void* context, XhtmlFault fault, std::string_view first, std::string_view second);

XhtmlScan scan_xhtml(std::string_view text, XhtmlSink sink, void* context);

// Whether an element of the text has this id (or, for `a`, this name).
bool xhtml_has_anchor(std::string_view text, std::string_view id);

}  // namespace schakel::validation::rules
