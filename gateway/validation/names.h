#pragma once
// Names that the rules look for, interned once.

#include "tree/name.h"

namespace schakel::validation {

struct Names {
  Name id, extension, modifier_extension, url, value, reference, identifier, type, display, system, version, code,
      coding, text, div, contained, meta, profile, entry, full_url, resource, request, method, link, relation,
      if_none_exist, start, end, focus, target, data, bundle, reference_type, extension_type, codeable_concept,
      coding_type, quantity_type;
  static const Names& get();
};

}  // namespace schakel::validation
