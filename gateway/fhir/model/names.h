#pragma once
// Names of elements that are looked for in FHIR resources, interned once.

#include "tree/node.h"

namespace schakel::fhir {

struct Names {
  Name abstract = Name::intern("abstract"), base = Name::intern("base"),
       base_definition = Name::intern("baseDefinition"), code = Name::intern("code"),
       constraint = Name::intern("constraint"), contained = Name::intern("contained"),
       content_reference = Name::intern("contentReference"), derivation = Name::intern("derivation"),
       differential = Name::intern("differential"), div = Name::intern("div"), element = Name::intern("element"),
       entry = Name::intern("entry"), extension = Name::intern("extension"), fhir_version = Name::intern("fhirVersion"),
       full_url = Name::intern("fullUrl"), id = Name::intern("id"), is_modifier = Name::intern("isModifier"),
       is_summary = Name::intern("isSummary"), key = Name::intern("key"), kind = Name::intern("kind"),
       max = Name::intern("max"), min = Name::intern("min"), modifier_extension = Name::intern("modifierExtension"),
       name = Name::intern("name"), path = Name::intern("path"), profile = Name::intern("profile"),
       reference = Name::intern("reference"), representation = Name::intern("representation"),
       resource = Name::intern("resource"), slice_name = Name::intern("sliceName"), slicing = Name::intern("slicing"),
       snapshot = Name::intern("snapshot"), target_profile = Name::intern("targetProfile"), text = Name::intern("text"),
       type = Name::intern("type"), url = Name::intern("url"), value = Name::intern("value"),
       value_string = Name::intern("valueString"), value_uri = Name::intern("valueUri"),
       value_url = Name::intern("valueUrl"), version = Name::intern("version"), xhtml = Name::intern("xhtml");
};
const Names& names();

// The value of a child, empty when there is none. Only for definitions: their text is nobody's data.
std::string_view text_at(const Node& node, Name child);
// The url's last part: `http://hl7.org/fhir/StructureDefinition/Patient` -> `Patient`.
std::string_view tail(std::string_view url);
// `url|version` without the version, and the version alone (empty if there is none).
std::string_view without_version(std::string_view canonical);
std::string_view version_of(std::string_view canonical);

}  // namespace schakel::fhir
