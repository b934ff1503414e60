#pragma once
// Filters of ValueSet.compose.include.filter over a loaded code system.
// https://hl7.org/fhir/R4/valueset-filter-operator.html

#include "terminology/code_system.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

struct Filter {
  std::string_view property;
  std::string_view op;
  std::string_view value;
};

// Which rows the filter selects. False: it cannot be evaluated (unknown operator, unknown code, no valid regular
// expression); `why` names it.
bool apply(const Filter& filter, const CodeSystem& system, std::vector<bool>& selected, std::string& why);

}  // namespace schakel::terminology
