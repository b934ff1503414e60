#pragma once
// Our FHIRPath functions for maps, the one place where we extend the language (architecture decision 11): one file and
// one row each. What they do, with examples, is in gateway/mapping/README.md.

#include "fhirpath/fhirpath.h"

#include <span>

namespace schakel::mapping {

std::span<const fhirpath::ExtraFunction> functions();

// What a function reads of its focus, where that is not all of it: names of children. Null: no function of ours, or
// all.
struct FunctionReads {
  std::string_view function;
  std::span<const std::string_view> children;
};
const FunctionReads* partial_reads(std::string_view function);

}  // namespace schakel::mapping
