#pragma once
// htmlChecks(): what may stand in a narrative (http://hl7.org/fhir/R4/narrative.html#xhtml, invariants txt-1 and
// txt-2).

#include <string_view>

namespace schakel::fhirpath {

// `xhtml` is the text of one `div` element. Only formatting elements and attributes of HTML 4.0's chapters 7 to 11 and
// 15, links, images and styles; nothing that runs; and some content that is no white space.
bool is_safe_narrative(std::string_view xhtml);

}  // namespace schakel::fhirpath
